import { message } from '../../findings/message.ts';
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
    report(path, message('IST0106.redirectEmpty'));
  }
  if (redirectCode !== undefined && redirectCode !== 0 && (redirectCode < 300 || redirectCode > 399)) {
    report([...path, 'redirectCode'], message('IST0106.redirectCode', { code: redirectCode }));
  }
  if (scheme && scheme !== 'http' && scheme !== 'https') {
    report([...path, 'scheme'], message('IST0106.redirectScheme', { scheme }));
  }
  if (port) report([...path, 'port'], portProblem(port));
  const prefixed = (uri ?? '').includes('%PREFIX()%');
  if (prefixed && match.some((entry) => entry.uri && entry.uri.prefix === undefined)) {
    report([...path, 'uri'], message('IST0106.redirectPrefix'));
  }
}

export function checkDirectResponse(
  directResponse: HttpRoute['directResponse'],
  path: FieldPath,
  report: Report,
): void {
  if (!directResponse) return;
  report([...path, 'status'], statusProblem(directResponse.status));
  const size = (directResponse.body?.string ?? directResponse.body?.bytes ?? '').length;
  if (size > KIB * KIB) report([...path, 'body'], message('IST0106.bodyTooLarge'));
  else if (size > 100 * KIB) report([...path, 'body'], message('IST0133.bodyLarge'));
}

export function checkRewrite({ rewrite, headers }: HttpRoute, path: FieldPath, report: Report): void {
  const { uri, uriRegexRewrite, authority } = rewrite ?? {};
  if (rewrite && !uri && !uriRegexRewrite && !authority) {
    report(path, message('IST0106.rewriteEmpty'));
  }
  if (uri && uriRegexRewrite) report(path, message('IST0106.rewriteTwice'));
  if (uriRegexRewrite) {
    const at = [...path, 'uriRegexRewrite'];
    if (!uriRegexRewrite.match || !uriRegexRewrite.rewrite) report(at, message('IST0106.rewriteIncomplete'));
    else report([...at, 'match'], regexProblem(uriRegexRewrite.match));
  }
  const authorities = [headers?.request?.set, headers?.request?.add].flatMap((operations) =>
    Object.keys(operations ?? {}).filter((name) => [':authority', 'host'].includes(name.toLowerCase())),
  );
  if (authorities.length + Number(Boolean(authority)) > 1) {
    report(path.slice(0, -1), message('IST0106.authorityTwice'));
  }
}

export function checkCors(cors: HttpRoute['corsPolicy'], path: FieldPath, report: Report): void {
  if (!cors) return;
  for (const [index, origin] of (cors.allowOrigins ?? []).entries()) {
    const text = origin.exact || origin.prefix || origin.regex;
    const problem = origin.regex ? regexProblem(origin.regex) : undefined;
    report([...path, 'allowOrigins', index], text ? problem : message('IST0106.originEmpty'));
  }
  for (const [index, method] of (cors.allowMethods ?? []).entries()) {
    if (!CORS_METHODS.has(method))
      report([...path, 'allowMethods', index], message('IST0106.method', { method }));
  }
  for (const field of ['allowHeaders', 'exposeHeaders'] as const) {
    for (const [index, name] of (cors[field] ?? []).entries()) {
      if (name !== '*' && !HEADER_NAME.test(name))
        report([...path, field, index], message('IST0106.headerName', { header: name }));
    }
  }
  if (cors.maxAge !== undefined) report([...path, 'maxAge'], durationProblem(cors.maxAge));
}
