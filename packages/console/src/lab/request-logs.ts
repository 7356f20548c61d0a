import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { PodStatus } from '@lab/local';
import { readLine, withoutSecrets } from '@lab/mesh-client';
import type { LogRow } from '../protocol.ts';

/** Bytes of one log in which a request is looked for, from its end. */
const FAR = 4 * 1024 * 1024;
/** Lines of one log that are shown. */
const MOST_LINES = 50;

/** What the proxies and applications of the lab wrote of a request, the oldest first. */
export async function requestLogs(
  pods: readonly Pick<PodStatus, 'namespace' | 'name' | 'logs'>[],
  id: string,
): Promise<readonly LogRow[]> {
  const rows = pods.flatMap(({ namespace, name, logs }) =>
    (['access', 'app'] as const).flatMap((part) =>
      linesWith(part === 'access' ? logs.access : logs.application, id).map((line) => {
        const { time, level, text } = readLine({ part }, line);
        return {
          ...{ pod: `${namespace}/${name}`, part, text: shownText(text) },
          ...(time !== undefined && { at: time }),
          ...(level !== undefined && { level }),
        };
      }),
    ),
  );
  return rows.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
}

/** Without queries, which may carry a token. */
function shownText(text: string): string {
  return withoutSecrets(text.replace(/(\/[^\s?"]*)\?[^\s"]*/g, '$1?…'));
}

function linesWith(path: string, id: string): readonly string[] {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    // A gateway has no application, and a pod that has just come no log.
    return [];
  }
  try {
    const { size } = fstatSync(fd);
    const from = Math.max(0, size - FAR);
    const buffer = Buffer.alloc(size - from);
    readSync(fd, buffer, 0, buffer.length, from);
    if (!buffer.includes(id)) return [];
    const lines = buffer.toString('utf8').split('\n');
    return lines.filter((line) => line.includes(id)).slice(-MOST_LINES);
  } finally {
    closeSync(fd);
  }
}
