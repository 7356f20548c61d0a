/** vitest loads this (`--reporter`) in its own process. */
import { relative } from 'node:path';
import type { Reporter, TestModule, Vitest } from 'vitest/node';
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
    this.#tell({
      type: 'file',
      file: this.#pathOf(module.moduleId),
      project: module.project.name,
      seconds: (performance.now() - begun) / 1000,
      passed: named('passed').length,
      failed,
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

// biome-ignore lint/style/noDefaultExport: vitest takes a reporter's default export.
export default EventReporter;
