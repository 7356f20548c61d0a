/** Takes the special meaning from every character of an RE2 expression, as Go's `regexp.QuoteMeta`. */
export function escapeRegex(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
