import { type DestinationStream, type Logger, pino } from 'pino';
import type { Identity } from './identity.ts';
import { activeTraceIds } from './trace-ids.ts';

export type { Logger };

/**
 * A logger that writes one JSON object a line to stdout, with the pod's identity and the ids of the active span.
 * LOG_LEVEL is pino's (`info` if not set). Written synchronously: a line is out before the process may die.
 */
export function createLogger(
  identity: Identity,
  env: NodeJS.ProcessEnv = process.env,
  destination: DestinationStream = pino.destination({ dest: 1, sync: true }),
): Logger {
  return pino(
    {
      level: env.LOG_LEVEL || 'info',
      base: identity,
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => activeTraceIds() ?? {},
    },
    destination,
  );
}
