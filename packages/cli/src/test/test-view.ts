import type { Terminal } from '../terminal.ts';
import type { FileResult } from './test-events.ts';
import { leftText, type TestProgress } from './test-progress.ts';

/** Shows a run of the tests as it goes on: one line that changes on a terminal, a line for each file elsewhere. */
export interface TestView {
  fileEnded(result: FileResult): void;
  close(): void;
}

export function createView(terminal: Terminal, progress: TestProgress): TestView {
  const state = () => {
    const { results, total, passed } = progress;
    const done = `${results.length} of ${total} files, ${passed} passed`;
    if (results.length === total) return done;
    return `${done}, ${leftText(progress.secondsLeft(performance.now()))}`;
  };
  const redraw = () => terminal.progress(`${state()}: ${progress.running.join(' ')}`);
  const timer = terminal.isInteractive ? setInterval(redraw, 1_000) : undefined;
  timer?.unref();
  return {
    fileEnded: (result) => {
      const isGood = result.failed.length === 0 && !result.isBroken;
      if (!terminal.isInteractive) terminal.note(`${fileText(result)}  (${state()})`);
      else if (!isGood) terminal.note(fileText(result));
      for (const name of result.failed) terminal.note(`  failed: ${name}`);
    },
    close: () => {
      clearInterval(timer);
      terminal.progress(undefined);
    },
  };
}

function fileText({ file, seconds, passed, failed, skipped, isBroken }: FileResult): string {
  const counts = [
    `${passed} passed`,
    ...(failed.length > 0 ? [`${failed.length} failed`] : []),
    ...(skipped.length > 0 ? [`${skipped.length} skipped`] : []),
    ...(isBroken ? ['broken'] : []),
  ];
  const verdict = failed.length > 0 || isBroken ? 'FAILED' : 'passed';
  return `${verdict}  ${file}  ${counts.join(', ')}  ${seconds.toFixed(1)} s`;
}
