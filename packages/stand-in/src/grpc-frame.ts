/** Longest message that is read, as gRPC's own default (grpc.max_receive_message_length). */
const LONGEST = 4 * 1024 * 1024;
const PREFIX_BYTES = 5;

/** A message as gRPC sends it: no compression, then its length (gRPC over HTTP/2, "Length-Prefixed-Message"). */
export function grpcFrame(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** The messages of a body that has been read whole. @throws RangeError for one that ends in the middle, or is too long */
export function grpcMessages(body: Buffer): Buffer[] {
  const messages: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const length = at + PREFIX_BYTES <= body.length ? body.readUInt32BE(at + 1) : LONGEST + 1;
    const end = at + PREFIX_BYTES + length;
    if (length > LONGEST || end > body.length)
      throw new RangeError('the body is no sequence of gRPC messages');
    messages.push(body.subarray(at + PREFIX_BYTES, end));
    at = end;
  }
  return messages;
}
