import { describe, expect, it } from 'vitest';
import { HttpProblem, problemResponse, toProblem } from './problem.ts';

describe('toProblem', () => {
  it('is about:blank with the title of the status where that says it all', () => {
    expect(toProblem(new HttpProblem(404, 'nothing here'), { instance: '/x' })).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'nothing here',
      instance: '/x',
    });
  });

  it('carries the type and the extensions of a named problem', () => {
    const error = new HttpProblem(504, 'ml did not answer', {
      name: 'upstream-timeout',
      title: 'ml took too long',
      extensions: { upstream: 'ml' },
    });
    expect(toProblem(error, { instance: '/classify' })).toMatchObject({
      type: 'tag:lab.local,2026:upstream-timeout',
      title: 'ml took too long',
      upstream: 'ml',
    });
  });

  it('does not give away what an unexpected error says', () => {
    const problem = toProblem(new Error('password is hunter2'), { instance: '/x' });
    expect(problem.status).toBe(500);
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  });
});

describe('problemResponse', () => {
  it('is application/problem+json with the headers of the problem', async () => {
    const response = problemResponse(new HttpProblem(405, 'no', { headers: { allow: 'POST' } }), {
      instance: '/x',
    });
    expect(response.status).toBe(405);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('allow')).toBe('POST');
    expect(await response.json()).toMatchObject({ status: 405, instance: '/x' });
  });
});
