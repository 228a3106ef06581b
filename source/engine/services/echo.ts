/** RFC 862: sends back what arrives. */
export const echo = (bytes: Buffer): Buffer => bytes;
