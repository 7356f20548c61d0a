import type { HttpRoute } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import { statusProblem } from './check-fault.ts';
import { durationProblem, portProblem } from './formats.ts';
import { regexProblem } from './regex-problem.ts';
import type { Report } from './report.ts';

const CORS_METHODS = new Set([
  'GET',
  'POST',
  'PUT',
  'HEAD',
  'DELETE',
  'OPTIONS',
  'PATCH',
  'CONNECT',
  'TRACE',
  '*',
]);
const HEADER_NAME = /^[-_A-Za-z0-9]+$/;
const KIB = 1024;

export function checkRedirect({ redirect, match = [] }: HttpRoute, path: FieldPath, report: Report): void {
  if (!redirect) return;
  const { uri, authority, port, derivePort, redirectCode, scheme } = redirect;
  if (!uri && !authority && !port && !derivePort && !scheme) {
    report.error(path, 'redirect must change at least one of uri, authority, scheme and port');
  }
  if (redirectCode !== undefined && redirectCode !== 0 && (redirectCode < 300 || redirectCode > 399)) {
    report.error([...path, 'redirectCode'], `${redirectCode} is no redirect, which is a 3xx`);
  }
  if (scheme && scheme !== 'http' && scheme !== 'https') {
    report.error([...path, 'scheme'], `scheme "${scheme}" is neither http nor https`);
  }
  if (port) report.error([...path, 'port'], portProblem(port));
  const prefixed = (uri ?? '').includes('%PREFIX()%');
  if (prefixed && match.some((entry) => entry.uri && entry.uri.prefix === undefined)) {
    report.error([...path, 'uri'], '%PREFIX()% needs every uri match of the route to be a prefix');
  }
}

export function checkDirectResponse(
  directResponse: HttpRoute['directResponse'],
  path: FieldPath,
  report: Report,
): void {
  if (!directResponse) return;
  report.error([...path, 'status'], statusProblem(directResponse.status));
  const size = (directResponse.body?.string ?? directResponse.body?.bytes ?? '').length;
  if (size > KIB * KIB) report.error([...path, 'body'], 'a directResponse body must be smaller than 1 MiB');
  else if (size > 100 * KIB)
    report.warning([...path, 'body'], 'a directResponse body above 100 KiB slows every push');
}

export function checkRewrite({ rewrite, headers }: HttpRoute, path: FieldPath, report: Report): void {
  const { uri, uriRegexRewrite, authority } = rewrite ?? {};
  if (rewrite && !uri && !uriRegexRewrite && !authority) {
    report.error(path, 'rewrite must set at least one of uri, uriRegexRewrite and authority');
  }
  if (uri && uriRegexRewrite) report.error(path, 'rewrite must not have both uri and uriRegexRewrite');
  if (uriRegexRewrite) {
    const at = [...path, 'uriRegexRewrite'];
    if (!uriRegexRewrite.match || !uriRegexRewrite.rewrite)
      report.error(at, 'it needs both match and rewrite');
    else report.error([...at, 'match'], regexProblem(uriRegexRewrite.match));
  }
  const authorities = [headers?.request?.set, headers?.request?.add].flatMap((operations) =>
    Object.keys(operations ?? {}).filter((name) => [':authority', 'host'].includes(name.toLowerCase())),
  );
  if (authorities.length + Number(Boolean(authority)) > 1) {
    report.error(
      path.slice(0, -1),
      'the authority is set more than once: by rewrite, or by one header operation',
    );
  }
}

export function checkCors(cors: HttpRoute['corsPolicy'], path: FieldPath, report: Report): void {
  if (!cors) return;
  for (const [index, origin] of (cors.allowOrigins ?? []).entries()) {
    const text = origin.exact || origin.prefix || origin.regex;
    const problem = text ? origin.regex && regexProblem(origin.regex) : 'an allowed origin must not be empty';
    report.error([...path, 'allowOrigins', index], problem || undefined);
  }
  for (const [index, method] of (cors.allowMethods ?? []).entries()) {
    if (!CORS_METHODS.has(method))
      report.error([...path, 'allowMethods', index], `"${method}" is no HTTP method`);
  }
  for (const field of ['allowHeaders', 'exposeHeaders'] as const) {
    for (const [index, name] of (cors[field] ?? []).entries()) {
      if (name !== '*' && !HEADER_NAME.test(name))
        report.error([...path, field, index], `"${name}" is no header name`);
    }
  }
  if (cors.maxAge !== undefined) report.error([...path, 'maxAge'], durationProblem(cors.maxAge));
}
