import { expect, test } from 'vitest';
import { runInLabPod } from './run-in-lab-pod.ts';

const run = runInLabPod({ capture: { LAB_CAPTURE: 'by the lab', NODE_OPTIONS: '' } });

/** Answers the first input with it and the environment, and waits for more. */
const answers = `process.stdin.once('data', (text) => console.log(process.env.LAB_CAPTURE, String(text)));
  process.stdin.on('end', () => console.log('closed'));`;

test('what runs has the environment of the pod, and stdin that stays open until an abort ends it', async () => {
  const stopping = new AbortController();
  let heard = '';
  const onStdout = (text: string) => {
    heard += text;
    stopping.abort();
  };
  await run(['-e', answers], { input: 'request', onStdout, signal: stopping.signal });
  expect(heard).toBe('by the lab request\n');
});

test('one that fails is an error with its exit code and its words', async () => {
  const script = "console.error('no such module'); process.exitCode = 3";
  const ended = run(['-e', script], { input: '', onStdout: () => {} });
  await expect(ended).rejects.toThrow('ended with exit code 3: no such module');
});
