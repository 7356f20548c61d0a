import { type LogFile, podsOf, readLine } from '@lab/mesh-client';
import type { Paint, Style } from '../terminal.ts';

const styles: Readonly<Record<string, Style>> = {
  ...{ warn: 'yellow', warning: 'yellow' },
  ...{ error: 'red', critical: 'red', fatal: 'red' },
};

/**
 * Gives lines their readable form: `POD PART TIME LEVEL TEXT`, the time of day on this machine. The pod has its
 * namespace with it where two of the same name are shown; one file alone needs no name.
 */
export function logText(files: readonly LogFile[], paint: Paint): (file: LogFile, line: string) => string {
  const names = new Set(files.map(({ pod }) => pod));
  const isAmbiguous = podsOf(files).length > names.size;
  const nameOf = ({ namespace, pod }: LogFile) => (isAmbiguous && namespace ? `${namespace}/${pod}` : pod);
  const width = Math.max(...files.map((file) => nameOf(file).length));
  const prefix = (file: LogFile) =>
    files.length === 1
      ? ''
      : `${paint('cyan', nameOf(file).padEnd(width))} ${paint('dim', file.part.padEnd(6))} `;
  return (file, line) => {
    const { time, level, text } = readLine(file, line);
    const style = styles[level ?? ''];
    const parts = [
      time !== undefined && paint('dim', timeOfDay(time)),
      level !== undefined && (style ? paint(style, level) : level),
      style === 'red' ? paint(style, text) : text,
    ];
    return `${prefix(file)}${parts.filter((part) => part !== false).join(' ')}`;
  };
}

/** One JSON value a line, whatever was written: text becomes an object with the log that it stands in. */
export function logJson({ name }: LogFile, line: string): string {
  try {
    return typeof JSON.parse(line) === 'object' ? line : JSON.stringify({ log: name, message: line });
  } catch {
    return JSON.stringify({ log: name, message: line });
  }
}

function timeOfDay(time: number): string {
  const date = new Date(time);
  const two = (number: number) => String(number).padStart(2, '0');
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
