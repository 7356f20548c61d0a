import { message } from '../../findings/message.ts';
import type { Problem } from './report.ts';

const TEMPLATES = ['{*}', '{**}'];
/** What a segment beside templates may have in it: RFC 3986 `pchar`, without an asterisk. */
const LITERAL = /^[-a-zA-Z0-9._~%!$&'()+,;:@=]+$/;

/**
 * What is wrong with a path of an AuthorizationPolicy that has `{*}` (one segment) or `{**}` (the rest) in it
 * (istio pkg/config/security/security.go, `CheckValidPathTemplate`).
 */
export function pathTemplateProblem(path: string): Problem {
  const segments = path.replace(/^\/+|\/+$/g, '').split('/');
  const rest = segments.indexOf('{**}');
  if (rest >= 0 && segments.slice(rest + 1).some((segment) => TEMPLATES.includes(segment)))
    return message('IST0106.templateLast', { path });
  const others = segments.filter((segment) => !TEMPLATES.includes(segment));
  const braced = others.find((segment) => /[{}]/.test(segment));
  if (braced !== undefined) return message('IST0106.templateWhole', { path, segment: braced });
  const literal =
    others.length < segments.length ? others.find((segment) => !LITERAL.test(segment)) : undefined;
  return literal === undefined ? undefined : message('IST0106.templateLiteral', { path, segment: literal });
}
