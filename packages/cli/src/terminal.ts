import type { Writable } from 'node:stream';
import { styleText } from 'node:util';

/** A style of node:util `styleText`, or several. */
export type Style = Parameters<typeof styleText>[0];

/** Colours a text where the output takes colours, and returns it as it is elsewhere. */
export type Paint = (style: Style, text: string) => string;

/** Where a command writes: results to stdout, progress to stderr. */
export interface Terminal {
  /** A line of the command's result. */
  print(line: string): void;
  /** A line about what is going on, which must not get into a pipe. */
  note(line: string): void;
  /**
   * Says what is going on until the next call, in place on a terminal (with a spinner) and as a line of its own
   * elsewhere; undefined clears it.
   */
  progress(text: string | undefined): void;
  /** Whether progress is shown in place. */
  readonly isInteractive: boolean;
  readonly paint: Paint;
  /** Columns of the output; 100 where it is not a terminal. */
  readonly columns: number;
}

/** Control characters but for tabs and ends of lines; a colour (ECMA-48, "SGR") begins with one, and is no danger. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROLS = /(\u001b\[[\d;]*m|\r(?=\n|$))|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * A text in which no name, message or log can have the terminal do anything: manifests and logs come from elsewhere, and a
 * terminal takes sequences that clear it, name its window or write to the clipboard.
 */
function printable(text: string): string {
  // In JSON there are none below a space, and the others stay what they are.
  const shown = (control: string) => {
    const code = control.charCodeAt(0).toString(16).padStart(2, '0');
    return control < ' ' ? `\\x${code}` : `\\u00${code}`;
  };
  return text.replace(CONTROLS, (control, harmless?: string) => harmless ?? shown(control));
}

type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** A terminal on two streams. Colours follow NO_COLOR, FORCE_COLOR and whether stdout is a terminal (`styleText`). */
export function createTerminal(stdout: Output, stderr: Output): Terminal {
  const spinner = stderr.isTTY ? createSpinner(stderr) : undefined;
  const write = (stream: Output, line: string) => {
    spinner?.clear();
    stream.write(`${printable(line)}\n`);
  };
  return {
    print: (line) => write(stdout, line),
    note: (line) => write(stderr, line),
    progress: (text) => {
      if (spinner) spinner.show(text);
      else if (text) stderr.write(`${printable(text)}\n`);
    },
    isInteractive: spinner !== undefined,
    paint: (style, text) => styleText(style, text, { stream: stdout }),
    columns: stdout.columns ?? 100,
  };
}

const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';

function createSpinner(stream: Output) {
  let text: string | undefined;
  let frame = 0;
  let timer: NodeJS.Timeout | undefined;
  const clear = () => stream.write('\r\u001b[2K');
  const draw = () => {
    clear();
    const line = `${frames[frame++ % frames.length]} ${printable(text ?? '')}`;
    stream.write(line.slice(0, (stream.columns ?? 80) - 1));
  };
  return {
    /** Makes room for a line; the spinner comes back with its next frame. */
    clear: () => {
      if (text !== undefined) clear();
    },
    show: (next: string | undefined) => {
      clearInterval(timer);
      if (text !== undefined) clear();
      text = next;
      if (text === undefined) return;
      draw();
      timer = setInterval(draw, 100);
      timer.unref();
    },
  };
}

/** `./lab logs | head` closes the pipe early, which is no failure: the process ends with 0. */
export function endWithPipe(stdout: Writable): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}
