/**
 * Replaces a name where it stands by itself or as a part of a compound (`ml`, `ml-service`, `@lab/ml`), not inside
 * another word (`yaml`, `html`).
 */
export function replaceWord(text: string, from: string, to: string): string {
  return text.replaceAll(wordOf(from), () => to);
}

/** Whether {@link replaceWord} would find the name. */
export function hasWord(text: string, name: string): boolean {
  return wordOf(name).test(text);
}

function wordOf(name: string): RegExp {
  const escaped = name.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(`(?<![A-Za-z0-9_])${escaped}(?![A-Za-z0-9_])`, 'g');
}
