import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

const FILE = 'answer.yaml';

/** Why the learner's answers in words cannot be read, in a lesson that asks for some; undefined where they can. */
export function answerProblem(folder: string, start: string): string | undefined {
  const keys = Object.keys(valuesOf(join(start, FILE)) ?? {});
  if (keys.length === 0) return undefined;
  const file = join(folder, FILE);
  if (!existsSync(file)) return `${FILE} is missing`;
  const text = readFileSync(file, 'utf8');
  if (text.trim() === '') return `${FILE} is empty`;
  const [error] = parseDocument(text, { schema: 'failsafe', prettyErrors: true }).errors;
  if (error) return `${FILE}:${error.linePos?.[0].line ?? 1} ${firstLine(error.message)}`;
  const found = valuesOf(file) ?? {};
  const missing = keys.filter((key) => !(key in found));
  return missing.length > 0 ? `${FILE} has no line that begins with ${missing.join(': or ')}:` : undefined;
}

function valuesOf(file: string): Readonly<Record<string, unknown>> | undefined {
  if (!existsSync(file)) return undefined;
  const value: unknown = parseDocument(readFileSync(file, 'utf8'), { schema: 'failsafe' }).toJS();
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/ at line \d+.*$/, '');
}
