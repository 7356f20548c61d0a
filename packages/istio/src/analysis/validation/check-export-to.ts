import { message } from '../../findings/message.ts';
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
    if (seen.has(target)) report(path, message('IST0106.exportedTwice', { namespace: target }));
    seen.add(target);
    const fine = target === '*' || (canHide && target === '~') || isDnsLabel(target);
    if (!fine) report(path, message('IST0106.exportTo', { entry }));
  }
  if (seen.size > 1 && (seen.has('*') || seen.has('~'))) {
    report(['spec', 'exportTo'], message('IST0106.exportAlone'));
  }
}
