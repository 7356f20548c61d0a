/** vitest loads this (`--reporter`) in its own process. */
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, SerializedError, TestModule, Vitest } from 'vitest/node';
import { eventLine, type TestEvent } from './test-events.ts';

class EventReporter implements Reporter {
  #root = '';
  readonly #begun = new Map<string, number>();

  onInit({ config }: Vitest): void {
    this.#root = config.root;
  }

  onTestModuleQueued({ moduleId }: TestModule): void {
    this.#begun.set(moduleId, performance.now());
    this.#tell({ type: 'begin', file: this.#pathOf(moduleId) });
  }

  onTestModuleEnd(module: TestModule): void {
    const tests = [...module.children.allTests()];
    const named = (state: string) =>
      tests.filter((test) => test.result().state === state).map(({ fullName }) => fullName);
    const begun = this.#begun.get(module.moduleId) ?? performance.now();
    const failed = named('failed');
    const ofSuites = [...module.children.allSuites()].flatMap((suite) => suite.errors());
    const reasons = [
      ...tests.map((test) => [test.fullName, reasonOf(test.result().errors)] as const),
      ['the file', reasonOf([...module.errors(), ...ofSuites])] as const,
    ].filter(([, lines]) => lines.length > 0);
    this.#tell({
      type: 'file',
      file: this.#pathOf(module.moduleId),
      project: module.project.name,
      seconds: (performance.now() - begun) / 1000,
      passed: named('passed').length,
      failed,
      ...(reasons.length > 0 && { reasons: Object.fromEntries(reasons) }),
      skipped: named('skipped'),
      isBroken: module.state() === 'failed' && failed.length === 0,
    });
  }

  onTestRunEnd(_: readonly TestModule[], errors: readonly unknown[]): void {
    this.#tell({ type: 'end', unhandledErrors: errors.length });
  }

  #pathOf(moduleId: string): string {
    return relative(this.#root, moduleId);
  }

  #tell(event: TestEvent): void {
    process.stdout.write(`${eventLine(event)}\n`);
  }
}

/** Lines of a message, and of a difference, that tell what went wrong; the whole is in vitest's own report. */
const MESSAGE_LINES = 6;
const DIFFERENCE_LINES = 40;
const LINE_LENGTH = 240;

function reasonOf([error]: readonly Partial<SerializedError>[] = []): string[] {
  const begin = (text: unknown, count: number) =>
    stripVTControlCharacters(typeof text === 'string' ? text : '')
      .split('\n')
      .slice(0, count)
      .map((line) => line.slice(0, LINE_LENGTH));
  return error ? [...begin(error.message, MESSAGE_LINES), ...begin(error.diff, DIFFERENCE_LINES)] : [];
}

// biome-ignore lint/style/noDefaultExport: vitest takes a reporter's default export.
export default EventReporter;
