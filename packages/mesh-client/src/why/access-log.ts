import { open } from 'node:fs/promises';
import type { LogFile } from '../logs/log-files.ts';

/** The access log of one proxy, read from its end. */
export interface AccessLog {
  /** `NAMESPACE/NAME` of the proxy's pod. */
  readonly pod: string;
  /** The whole lines before those that were read, as UTF-8; undefined where there are none. */
  earlier(): Promise<Buffer | undefined>;
}

/** Bytes that are read at once: some 200 lines. */
const BLOCK = 256 * 1024;

/** An access log in a file, and in the one before it where it was rotated (`….log.1`). */
export function accessLogFile({
  path,
  namespace,
  pod,
}: Pick<LogFile, 'path' | 'namespace' | 'pod'>): AccessLog {
  const parts = [backwards(path), backwards(`${path}.1`)];
  return {
    pod: `${namespace}/${pod}`,
    earlier: async () => {
      for (const part of parts) {
        const block = await part();
        if (block) return block;
      }
      return undefined;
    },
  };
}

/** Reads a file from its end, a block of whole lines at a time; a file that is not there is empty. */
function backwards(path: string): () => Promise<Buffer | undefined> {
  let start: number | undefined;
  // The end of a line that begins in an earlier block.
  let rest: Buffer = Buffer.alloc(0);
  return async () => {
    if (start === 0) return undefined;
    const handle = await open(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (!handle) return undefined;
    try {
      const end: number = start ?? (await handle.stat()).size;
      const from = Math.max(0, end - BLOCK);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(end - from), 0, end - from, from);
      const read = buffer.subarray(0, bytesRead);
      // What is still being written is no line yet.
      const whole =
        start === undefined ? read.subarray(0, read.lastIndexOf('\n') + 1) : Buffer.concat([read, rest]);
      const first = from === 0 ? 0 : whole.indexOf('\n') + 1 || whole.length;
      start = from;
      rest = whole.subarray(0, first);
      return whole.subarray(first);
    } finally {
      await handle.close();
    }
  };
}
