/** What a line of an application's log may have of a secret: a header's or field's value, a bearer token, a JWT. */
const SECRETS: readonly RegExp[] = [
  /(?<=(?:authorization|cookie|password|secret|token|api[-_]?key)["']?\s*[:=]\s*)(?:"[^"]*"|'[^']*'|[^,}\n]+)/gi,
  /(?<=\b(?:bearer|basic)\s+)[\w.~+/=-]+/gi,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g,
];

/** A line of an application's log with the values of authorization, cookies and tokens left out. */
export function withoutSecrets(line: string): string {
  return SECRETS.reduce((text, secret) => text.replace(secret, '…'), line);
}
