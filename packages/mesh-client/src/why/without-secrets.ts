/** What a line of an application's log may have of a secret: a header's or field's value, a query, a bearer token, a JWT. */
const SECRETS: readonly RegExp[] = [
  /(?<=(?:authorization|cookie|passw(?:or)?d|secret|token|credential|api[-_]?key)(?:\\*["']?\s*[:=]|["']\s*,)\s*)(?:b?\\*"(?:\\.|[^"\\])*"|b?'(?:\\.|[^'\\])*'|\[[^\]\n]*\]|[^,}\n]+)/gi,
  /(?<=\s(?:https?:\/\/[^\s?"]+|\/[^\s?"]*)\?)[^\s"]+/g,
  /(?<=\b(?:bearer|basic)\s+)[\w.~+/=-]+/gi,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g,
];

/** A line of an application's log with the values of authorization, cookies and tokens left out. */
export function withoutSecrets(line: string): string {
  return SECRETS.reduce((text, secret) => text.replace(secret, '…'), line);
}
