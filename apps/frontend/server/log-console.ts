import { format, stripVTControlCharacters } from 'node:util';
import type { Logger } from '@lab/service-kit';

/** Next.js writes its messages to the console as text; a pod's log is JSON, so they become lines of it. */
export function logConsole(logger: Logger): void {
  const to = (level: 'debug' | 'info' | 'warn' | 'error') => {
    return (...parts: unknown[]) => logger[level](stripVTControlCharacters(format(...parts)).trim());
  };
  Object.assign(console, { debug: to('debug'), log: to('info'), info: to('info') });
  Object.assign(console, { warn: to('warn'), error: to('error') });
}
