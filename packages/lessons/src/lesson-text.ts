/** The page of a lesson, by its sections. */
export interface LessonText {
  readonly title: string;
  readonly situation: string;
  readonly task: string;
  /** Commands and pages to look at. */
  readonly look: string;
  /** What was learned, in three lines. */
  readonly learned: readonly string[];
  /** Where to read on. */
  readonly readOn: string;
}

/** Sections of `lesson.md`: `# TITLE`, then each with `## `. */
const SECTIONS = ['Situation', 'Task', 'Look at', 'What you now know', 'Read on'] as const;
type Section = (typeof SECTIONS)[number];

/** Cuts the page into its sections; a section that is missing is empty. */
export function readLessonText(page: string): LessonText {
  const [head = '', ...parts] = page.split(/^## /m);
  const sections = new Map(
    parts.map((part) => {
      const [name = '', ...lines] = part.split('\n');
      return [name.trim(), lines.join('\n').trim()] as const;
    }),
  );
  const section = (name: Section) => sections.get(name) ?? '';
  return {
    title: /^# (.+)$/m.exec(head)?.[1]?.trim() ?? '',
    situation: section('Situation'),
    task: section('Task'),
    look: section('Look at'),
    learned: section('What you now know')
      .split(/^- /m)
      .map((line) => line.trim().replaceAll(/\s*\n\s*/g, ' '))
      .filter((line) => line !== ''),
    readOn: section('Read on'),
  };
}

/** Names of sections that a page lacks or has too many of. */
export function sectionMistakes(page: string): string[] {
  const found = [...page.matchAll(/^## (.+)$/gm)].map(([, name = '']) => name.trim());
  const missing = SECTIONS.filter((name) => !found.includes(name)).map(
    (name) => `section "${name}" is missing`,
  );
  const unknown = found
    .filter((name) => !(SECTIONS as readonly string[]).includes(name))
    .map((name) => `section "${name}" is unknown`);
  return [...missing, ...unknown];
}
