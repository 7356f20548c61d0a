/** A file that a page tells to write. */
interface FileStep {
  readonly file: string;
  readonly text: string;
}

/** A command that a page tells to run. */
export interface CommandStep {
  readonly command: string;
  /** What it prints, as the page has it: see {@link matchesOutput}. */
  readonly output: readonly string[];
}

export type PageStep = FileStep | CommandStep;

/** A file's name alone in a line, and the block after it; or a block of commands, each after a `$`. */
const STEP = /^(?:`(?<file>[^`\n]+)`\n\n)?```(?<language>\w*)\n(?<text>.*?)^```$/gms;

/** What a page tells to do, in its order. Blocks that are neither a file nor commands are no steps. */
export function pageSteps(page: string): PageStep[] {
  return [...page.matchAll(STEP)].flatMap(({ groups }): PageStep[] => {
    const { file, language, text = '' } = groups ?? {};
    if (file !== undefined) return [{ file, text }];
    return language === 'console' ? commandsOf(text) : [];
  });
}

function commandsOf(text: string): CommandStep[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((step) => {
      const [command = '', ...output] = step.trimEnd().split('\n');
      return { command, output };
    });
}

/** Whether anything of what a command prints is pinned down. */
export function isChecked({ output }: CommandStep): boolean {
  return output.some((line) => line.replaceAll('…', '').trim() !== '');
}

/**
 * Whether a command printed what a page has. A line `…` stands for any number of lines, `…` within a line for any text, and
 * `14–48` for a number in between; runs of blanks count as one.
 */
export function matchesOutput(expected: readonly string[], printed: string): boolean {
  const lines = printed === '' ? [] : printed.trimEnd().split('\n').map(squeeze);
  const wanted = expected.map(squeeze);
  const matchFrom = (want: number, line: number): boolean => {
    const pattern = wanted[want];
    if (pattern === undefined) return line === lines.length;
    if (pattern === '…') {
      return matchFrom(want + 1, line) || (line < lines.length && matchFrom(want, line + 1));
    }
    const text = lines[line];
    return text !== undefined && matchesLine(pattern, text) && matchFrom(want + 1, line + 1);
  };
  return matchFrom(0, 0);
}

const squeeze = (line: string) => line.trim().replace(/\s+/g, ' ');

function matchesLine(pattern: string, text: string): boolean {
  const ranges: (readonly [low: number, high: number])[] = [];
  const source = pattern.split(/(…|\b\d+–\d+\b)/).map((part) => {
    if (part === '…') return '.*?';
    const [, low, high] = /^(\d+)–(\d+)$/.exec(part) ?? [];
    if (low === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    ranges.push([Number(low), Number(high)]);
    return '(\\d+(?:\\.\\d+)?)';
  });
  const found = new RegExp(`^${source.join('')}$`).exec(text);
  const isBetween = ([low, high]: readonly [number, number], index: number) => {
    const number = Number(found?.[index + 1]);
    return number >= low && number <= high;
  };
  return found !== null && ranges.every(isBetween);
}
