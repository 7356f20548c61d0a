import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Refusal } from './request-guard.ts';

/** Bytes on the wire; the OpenTelemetry SDKs send 512 spans at a time, far below it. */
const maxBodyBytes = 4 * 1024 * 1024;
/** Bytes after gzip, so that a small request cannot fill the memory. */
const maxInflatedBytes = 16 * 1024 * 1024;

const inflate = promisify(gunzip);

/** Reads a request's body, unpacked; a refusal when it is too large or in an encoding that is not known. */
export async function readBody(request: IncomingMessage): Promise<Buffer | Refusal> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') {
    return { status: 415, message: `content encoding "${encoding}" is not supported, send gzip or none` };
  }
  const body = await readLimited(request);
  if (!body) return { status: 413, message: `the body is larger than ${maxBodyBytes} bytes` };
  if (encoding === 'identity') return body;
  try {
    return await inflate(body, { maxOutputLength: maxInflatedBytes });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? { status: 413, message: `the unpacked body is larger than ${maxInflatedBytes} bytes` }
      : { status: 400, message: 'the body is not gzip' };
  }
}

async function readLimited(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
