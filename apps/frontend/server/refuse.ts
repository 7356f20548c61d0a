import { HttpProblem, problemResponse } from '@lab/service-kit';

/** 405 for every method but POST. */
export function refuseMethod(request: Request): Response {
  const problem = new HttpProblem(405, `${request.method} is not possible here, POST is`, {
    headers: { allow: 'POST' },
  });
  return problemResponse(problem, { instance: new URL(request.url).pathname });
}

/** 404 for a path of the API that there is not; Next.js's own would be a page of HTML. */
export function refusePath(request: Request): Response {
  const { pathname } = new URL(request.url);
  const problem = new HttpProblem(404, `there is nothing at ${pathname}; requests go to POST /api/classify`);
  return problemResponse(problem, { instance: pathname });
}
