/** Answers nothing; a TCP server with this service does not even read. */
export const none = (): null => null;
