import { Session } from 'node:inspector';

/** How often each function of this package's sources was called, by its name; V8 counts. */
export function countCalls(run: () => void): (name: string) => number {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  const calls = new Map<string, number>();
  try {
    run();
    session.post('Profiler.takePreciseCoverage', (error, coverage) => {
      if (error) throw error;
      for (const { url, functions } of coverage.result) {
        if (!url.includes('/packages/istio/src/')) continue;
        for (const { functionName, ranges } of functions) {
          calls.set(functionName, (calls.get(functionName) ?? 0) + (ranges[0]?.count ?? 0));
        }
      }
    });
  } finally {
    session.post('Profiler.stopPreciseCoverage');
    session.disconnect();
  }
  return (name) => calls.get(name) ?? 0;
}
