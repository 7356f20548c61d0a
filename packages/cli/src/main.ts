import { resolve } from 'node:path';
import { asSystemError, labPaths } from '@lab/local';
import { runProgram } from './program.ts';
import { errorLines } from './render/error-lines.ts';
import { createTerminal, endWithPipe } from './terminal.ts';
import { tellStarter } from './up/tell-starter.ts';

const root = resolve(import.meta.dirname, '../../..');
// The one place that prints results and sets the exit code.
const terminal = createTerminal(process.stdout, process.stderr);
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => interrupted.abort());
}
endWithPipe(process.stdout);

try {
  const { exitCode, output } = await runProgram(process.argv.slice(2), {
    root,
    cwd: process.cwd(),
    terminal,
    signal: interrupted.signal,
  });
  terminal.progress(undefined);
  if (output) terminal.print(output);
  process.exitCode = exitCode;
} catch (error) {
  terminal.progress(undefined);
  for (const line of errorLines(asSystemError(labPaths(root).lab, error), terminal.paint)) {
    terminal.note(line);
    // In the background: the command that waits for the start shows it too.
    tellStarter({ line });
  }
  process.exitCode = 1;
}
