import type { journey } from '@lab/istio';
import { clusterText } from './explain-destination.ts';
import { headerLines } from './explain-headers.ts';
import { durationText, type ExplainStyle, listText, percent, sourceText } from './explain-style.ts';

/** What the route of a call does, a line for each thing. */
export function routeLines(route: journey.RouteStep, style: ExplainStyle): string[] {
  const { timeoutMs, retries, delay, abort, mirrors, rewrite, redirect, passedOver } = route;
  const rewrites = [
    ...(rewrite?.host ? [`the host to ${rewrite.host}`] : []),
    ...(rewrite?.path ? [`the path to ${rewrite.path}`] : []),
  ];
  return [
    ...(style.verbose ? passedOver.map((passed) => passedText(passed, style)) : []),
    ...nameLines(route, style),
    ...(redirect ? [`Redirect: to ${redirect}.`] : []),
    ...(timeoutMs === undefined ? [] : [`Timeout: ${durationText(timeoutMs)}.`]),
    ...(retries ? [`Retries: ${retriesText(retries)}.`] : []),
    ...(delay
      ? [`Fault: ${percent(delay.share)} of the requests wait ${durationText(delay.milliseconds)}.`]
      : []),
    ...(abort
      ? [`Fault: ${percent(abort.share)} of the requests end with ${abort.status ?? 'a gRPC status'}.`]
      : []),
    ...mirrors.map(
      ({ cluster, share }) => `Mirror: copies of ${percent(share)} go to ${clusterText(cluster)}.`,
    ),
    ...(rewrites.length > 0 ? [`Rewrite: ${listText(rewrites)}.`] : []),
    ...headerLines('Request', route.request),
    ...headerLines('Response', route.response),
  ];
}

function nameLines({ name, source }: journey.RouteStep, style: ExplainStyle): string[] {
  if (source) return [`Route: ${named(name, sourceText(source, style))}.`];
  const kinds: Readonly<Record<string, string>> = {
    default: 'the default of the Service, as no VirtualService applies',
    allow_any: 'the sidecar has none for the host and port, and the outbound traffic policy is ALLOW_ANY',
    block_all: 'the sidecar has none for the host and port, and the outbound traffic policy is REGISTRY_ONLY',
  };
  return name && kinds[name] ? [`Route: ${kinds[name]}.`] : [];
}

function passedText({ name, source, because }: journey.PassedRoute, style: ExplainStyle): string {
  const written = source ? `${named(name, sourceText(source, style))},` : (name ?? 'a route without a name');
  return `Passed over: ${written} because ${because}.`;
}

/** A route is known by its place where it has no name. */
function named(name: string | undefined, source: string): string {
  return name === undefined ? source : `${name}, ${source}`;
}

function retriesText({ attempts, on, perTryTimeoutMs }: NonNullable<journey.RouteStep['retries']>): string {
  const each = perTryTimeoutMs === undefined ? '' : `, ${durationText(perTryTimeoutMs)} for each try`;
  return `at most ${attempts}${each}, on ${on.join(', ')}`;
}
