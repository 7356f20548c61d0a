import { InvalidRequestError } from '@lab/mesh-client';
import type { Route, Routes } from './route.ts';
import { changeRoutes } from './routes/changes.ts';
import { configurationRoutes } from './routes/configuration.ts';
import { explainRoutes } from './routes/explain.ts';
import { lessonRoutes } from './routes/lesson.ts';
import { requestRoutes } from './routes/requests.ts';
import { routeSourceRoutes } from './routes/route-source.ts';

const ROUTES: Routes = {
  'GET /api/status': async ({ source }) => (await source.status()).status,
  ...requestRoutes,
  ...routeSourceRoutes,
  ...explainRoutes,
  ...configurationRoutes,
  ...changeRoutes,
  ...lessonRoutes,
};

/** The route for a method and a path; undefined where there is none. @throws InvalidRequestError for a path that is not encoded */
export function findRoute(
  method: string,
  path: string,
): { readonly route: Route; readonly rest: string } | undefined {
  const asked = `${method} ${path}`;
  if (Object.hasOwn(ROUTES, asked)) return { route: ROUTES[asked] as Route, rest: '' };
  for (const [key, route] of Object.entries(ROUTES)) {
    if (!key.endsWith('*') || !asked.startsWith(key.slice(0, -1))) continue;
    return { route, rest: decoded(asked.slice(key.length - 1)) };
  }
  return undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new InvalidRequestError(`"${text}" is not percent-encoded`);
  }
}
