/** A file that a page tells to write. */
interface FileStep {
  readonly file: string;
  readonly text: string;
}

/** A command that a page tells to run. */
interface CommandStep {
  readonly command: string;
  /** What it prints, as the page has it: `…` stands for anything, a line with nothing else for any lines. */
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

/** A pattern for what a command prints; blanks at the ends of lines do not count. */
export function outputPattern(expected: readonly string[]): RegExp {
  const lines = expected.map((line) => {
    if (line === '…') return '(?:.*\\n)*?';
    const parts = line
      .trimEnd()
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return `${parts.join('.*')} *\\n`;
  });
  return new RegExp(`^${lines.join('')}$`);
}
