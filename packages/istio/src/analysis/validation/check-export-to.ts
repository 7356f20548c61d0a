import { isDnsLabel } from './formats.ts';
import type { Report } from './report.ts';

/** `exportTo` of VirtualService, DestinationRule and ServiceEntry (`canHide`: `~` is allowed). */
export function checkExportTo(
  exportTo: readonly string[] | undefined,
  namespace: string,
  report: Report,
  { canHide = false } = {},
): void {
  const seen = new Set<string>();
  for (const [index, entry] of (exportTo ?? []).entries()) {
    const path = ['spec', 'exportTo', index];
    const target = entry === '.' ? namespace : entry;
    if (seen.has(target)) report.error(path, `exportTo names "${target}" twice`);
    seen.add(target);
    const fine = target === '*' || (canHide && target === '~') || isDnsLabel(target);
    if (!fine) report.error(path, `exportTo "${entry}" is neither ".", "*" nor a namespace`);
  }
  if (seen.size > 1 && (seen.has('*') || seen.has('~'))) {
    report.error(['spec', 'exportTo'], 'exportTo "*" and "~" must stand alone');
  }
}
