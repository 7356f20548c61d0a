import { isSecret } from '@lab/istio';
import {
  CLASSIFY_PATH,
  type ExplainQuestion,
  type Explanation,
  InvalidRequestError,
  isServed,
  type TierWeights,
} from '@lab/mesh-client';
import { tierPath } from '../../picture/tier-path.ts';
import type { ExplainAnswer, SplitAnswer } from '../../protocol.ts';
import { requireUnmuted } from '../muted.ts';
import type { ApiRequest, Routes } from '../route.ts';

/** What would become of requests, and where they would go. */
export const explainRoutes: Routes = {
  'GET /api/explain': explain,
  'GET /api/split': split,
};

async function explain({ source, query }: ApiRequest): Promise<ExplainAnswer> {
  await requireUnmuted(source);
  const explanation = withoutHeaders(await (await source.mesh()).explain(questionOf(query)));
  return { explanation, text: source.explainText(explanation) };
}

/** The values of authorization, cookie and token headers stay with who asks. */
function withoutHeaders(explanation: Explanation): Explanation {
  const shown = (headers: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, isSecret(name) ? '…' : value]));
  const hops = explanation.hops.map((hop) => ({
    ...hop,
    request: { ...hop.request, headers: shown(hop.request.headers) },
  }));
  return { ...explanation, hops };
}

function questionOf(query: URLSearchParams): ExplainQuestion {
  const from = query.get('from');
  return {
    ...(from && { from }),
    method: (query.get('method') || 'GET').toUpperCase(),
    url: httpUrl(query.get('url') ?? ''),
    headers: headersOf(query),
    next: query.getAll('next').map(httpUrl),
  };
}

/** The weights that the active configuration gives the versions of each tier, for requests like these. */
async function split({ source, query }: ApiRequest): Promise<SplitAnswer> {
  const mesh = await source.mesh();
  const host = query.get('host') || (await usualHost(await mesh.servedHosts()));
  const services = tierPath((await source.configuration()).mesh);
  const path = query.get('path') || CLASSIFY_PATH;
  // The application of the project is asked by POST.
  const method = (query.get('method') || (query.has('path') ? 'GET' : 'POST')).toUpperCase();
  const weights = await mesh.weights({ services, host, path, method, headers: headersOf(query) });
  return { services, weights: asShares(weights) };
}

/** Weights of any scale as parts of 1. A tier whose weights are all 0 has no share to give. */
function asShares(weights: TierWeights): TierWeights {
  const tiers = Object.entries(weights).flatMap(([service, versions]) => {
    const total = Object.values(versions).reduce((sum, weight) => sum + weight, 0);
    const shares = Object.entries(versions).map(([version, weight]) => [version, weight / total] as const);
    return total > 0 ? [[service, Object.fromEntries(shares)] as const] : [];
  });
  return Object.fromEntries(tiers);
}

async function usualHost(served: readonly string[]): Promise<string> {
  const own = 'frontend.localhost';
  return isServed(own, served) ? own : (served.find((host) => !host.includes('*')) ?? own);
}

/** `header=NAME:VALUE`, any number of them. */
export function headersOf(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    query.getAll('header').map((text) => {
      const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/s.exec(text) ?? [];
      if (name === '') throw new InvalidRequestError('a header has the form NAME:VALUE');
      return [name.toLowerCase(), value];
    }),
  );
}

function httpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url.href;
  throw new InvalidRequestError(`"${text}" is not an http or https URL`);
}
