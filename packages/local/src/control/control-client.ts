import { request } from 'node:http';
import { LabError } from '@lab/errors';
import type { Failure } from './failure.ts';

/**
 * Calls a method of the running lab.
 *
 * @param signal ends the waiting; the lab goes on
 * @returns the method's result, as JSON gives it
 * @throws LabError LAB_NOT_UP when nothing listens, and whatever the method failed with
 */
export function callControl<Result>(
  socketPath: string,
  method: string,
  params?: unknown,
  signal?: AbortSignal,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const options = {
      socketPath,
      path: `/${method}`,
      method: 'POST',
      agent: false,
      ...(signal && { signal }),
    };
    const outgoing = request(options);
    outgoing.on('error', (error: NodeJS.ErrnoException) => reject(connectionError(error)));
    outgoing.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('error', (error) => reject(connectionError(error)));
      response.on('end', () => {
        const answer = JSON.parse(body) as { result: Result } | { failure: Failure };
        if ('result' in answer) return resolve(answer.result);
        const { code, message, remedy } = answer.failure;
        reject(new LabError(code, message, remedy));
      });
    });
    outgoing.end(params === undefined ? '' : JSON.stringify(params));
  });
}

function connectionError(error: NodeJS.ErrnoException): LabError {
  const absent = error.code === 'ENOENT' || error.code === 'ECONNREFUSED';
  return absent
    ? new LabError('LAB_NOT_UP', 'the lab is not up', 'Start it with `./lab up`.', { cause: error })
    : new LabError(
        'CONTROL',
        `the lab does not respond: ${error.message}`,
        'Read its log: `./lab logs lab`.',
        {
          cause: error,
        },
      );
}
