import { LabError } from '@lab/errors';

/** A line of Envoy's own log: `[date][thread][level][component] [file.cc:line] text`; of what it gives up for. */
const LOG_LINE = /^\[[^\]]+\]\[\d+\]\[(critical|error)\]\[[^\]]+\](?: \[[^\]]+\])? (.*)$/;
/** The same of any level. */
const ANY_LOG_LINE = /^\[[^\]]+\]\[\d+\]\[\w+\]/;

/**
 * What made Envoy give up, from its log: the last critical or error line with the lines that belong to it, or
 * the last line of all when it died before it could log (a wrong C library, an unknown option). Empty where it says
 * nothing of that: a warning is no reason.
 */
export function rejectionMessage(log: string): string {
  const lines = log.trim().split('\n');
  const reason = lines.findLastIndex((line) => LOG_LINE.test(line) && !/exiting$/.test(line));
  if (reason === -1) return lines.some((line) => ANY_LOG_LINE.test(line)) ? '' : (lines.at(-1) ?? '');
  const continued = lines.slice(reason + 1);
  const end = continued.findIndex((line) => line.startsWith('['));
  const message = LOG_LINE.exec(lines[reason] ?? '')?.[2] ?? '';
  return [message, ...continued.slice(0, end === -1 ? undefined : end)].join('\n').trim();
}

/**
 * Turns the end of an Envoy into an error that says what to do.
 *
 * @param log what this very process has written
 * @param status null when `signal` ended it
 */
export function exitError(log: string, status: number | null, signal: string | null): LabError {
  const message = rejectionMessage(log);
  const busy = /cannot bind '([^']+)': (?:Address already in use|.*EADDRINUSE)/.exec(message);
  if (busy) {
    return new LabError(
      'ENVOY_PORT_IN_USE',
      `Envoy cannot listen on ${busy[1]}: the address is in use`,
      'Stop the process that uses it, or choose another port.',
    );
  }
  // Linux allows a user 128 inotify instances (inotify(7)). The lab's configuration has no file that Envoy watches.
  if (/fs\.inotify\.max_user_instances/.test(log)) {
    return new LabError(
      'ENVOY_EXITED',
      'Envoy cannot watch a file: this user has as many inotify instances as the system allows',
      'Stop other programs that watch files, or allow more: sudo sysctl fs.inotify.max_user_instances=1024',
    );
  }
  if (/error initializing config|Protobuf message|Proto constraint/.test(message)) {
    return new LabError(
      'ENVOY_CONFIG_REJECTED',
      `Envoy rejected its configuration: ${message}`,
      'This is a bug of the lab. Report it with the configuration in `.lab/pods`.',
    );
  }
  const how = signal ? `was terminated by ${signal}` : `exited with ${status}`;
  const why = message && `: ${message}`;
  return new LabError('ENVOY_EXITED', `Envoy ${how}${why}`, 'Read its log in `.lab/logs`.');
}
