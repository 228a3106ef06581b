// One datagram from an endpoint's own sockets, by hand: so that a service that answers nothing, or the
// device that is answered, can be played at the keyboard.

import type { Address } from '../../protocol/address.ts';
import type { Answer, Payload } from '../../protocol/commands.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { UdpServer } from '../endpoints/udp-server.ts';
import * as messages from '../sending-messages.ts';
import { SentFile } from '../sent-file.ts';
import { OutgoingDatagrams } from './outgoing-datagrams.ts';

/** The most that one datagram holds over IPv4 (RFC 768, RFC 791); over IPv6 it is 20 more. */
const MAX_PAYLOAD_BYTES = 65_507;

export async function sendTo(endpoint: Endpoint, to: Address, payload: Payload): Promise<Answer> {
  if (!(endpoint instanceof UdpServer || endpoint instanceof OutgoingDatagrams)) {
    return { ok: false, problem: messages.sendsNoDatagrams(endpoint.id) };
  }
  const data = await bytesOf(payload);
  const problem = Buffer.isBuffer(data) ? await endpoint.sendByHand(data, to) : data;
  return problem === null ? { ok: true, endpoint: endpoint.id } : { ok: false, problem };
}

async function bytesOf(payload: Payload): Promise<Buffer | Problem> {
  if (payload.of === 'bytes') return Buffer.from(payload.data, 'base64');
  const { path } = payload;
  const file = await SentFile.open(path);
  if (!(file instanceof SentFile)) return file;
  try {
    if (file.size > MAX_PAYLOAD_BYTES) {
      return messages.fileTooLong(path, file.size, MAX_PAYLOAD_BYTES);
    }
    const data = await file.read(0, file.size);
    return data.length === file.size ? data : messages.fileShorter(path);
  } catch (error) {
    return messages.fileFailed(path, error);
  } finally {
    file.release();
  }
}
