import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  foldersOf,
  listLessons,
  loadLesson,
  QUESTIONS,
  sectionMistakes,
} from '../packages/lessons/src/index.ts';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(import.meta.dirname, 'learn.md'), 'utf8');
const lessons = listLessons(root);
/** A fork numbers its lessons from 50 on, and leaves this page to later versions. */
const ownLessons = lessons.filter(({ name }) => Number(name.slice(0, 2)) < 50);

it('lists every lesson, with the minutes it takes and whether it runs on a cluster', async () => {
  const rows = await Promise.all(
    ownLessons.map(async (lesson) => {
      const { minutes, needsTraces = false, notOnCluster } = await loadLesson(lesson);
      const onCluster =
        notOnCluster === undefined ? (needsTraces ? 'needs Jaeger' : 'yes') : `no: ${notOnCluster}`;
      return `| \`${lesson.name}\` | ${lesson.text.title} | ${minutes} | ${onCluster} |`;
    }),
  );
  expect(page.split('\n').filter((line) => /^\| `\d\d-/.test(line))).toEqual(rows);
});

it.each(lessons.map((lesson) => [lesson.name, lesson] as const))(
  '%s needs traces if, and only if, it asks for some',
  async (_, lesson) => {
    const { needsTraces = false } = await loadLesson(lesson);
    const source = readFileSync(join(lesson.folder, 'lesson.ts'), 'utf8');
    expect(/\b(traceOf|traceWith|wholeTraces|traceIds|keepsTraces)\b/.test(source)).toBe(needsTraces);
  },
);

it.each(lessons.map((lesson) => [lesson.name, lesson] as const))(
  '%s has all its parts',
  async (_, lesson) => {
    const text = readFileSync(join(lesson.folder, 'lesson.md'), 'utf8');
    expect(sectionMistakes(text)).toEqual([]);
    expect(lesson.text.learned).toHaveLength(3);
    expect(lesson.text.readOn).toMatch(/^https:\/\/istio\.io\/latest\/\S+$/);
    const { wrong, incident } = await loadLesson(lesson);
    const folders = readdirSync(join(lesson.folder, 'wrong')).toSorted();
    expect(Object.keys(wrong).toSorted()).toEqual(folders);
    expect(folders.length).toBeGreaterThanOrEqual(3);
    expect(foldersOf(lesson, 'solution')).toHaveLength(2);
    expect(lesson.text.title.startsWith('Incident: ')).toBe(incident !== undefined);
    for (const question of incident ? QUESTIONS : [])
      expect(Object.values(incident?.[question] ?? {}).filter((verdict) => verdict === true)).toHaveLength(1);
  },
);
