import type { Finding, Severity } from '@lab/istio';
import type { Paint, Style } from '../terminal.ts';

const styles: Readonly<Record<Severity, Style>> = { error: 'red', warning: 'yellow', info: 'blue' };

/**
 * Findings one a line, `FILE:LINE:COLUMN SEVERITY CODE MESSAGE (RESOURCE)`, in the form that editors and
 * terminals make links of. A finding without a file begins with its severity.
 */
export function findingLines(findings: readonly Finding[], paint: Paint): string[] {
  return findings.map((finding) => {
    const { location, severity, code, message, resource } = finding;
    const place = location ? [location.file, location.line, location.column].filter(Boolean).join(':') : '';
    const label = `${paint(styles[severity], severity)} ${paint('bold', code)}`;
    return `${place && `${paint('cyan', place)} `}${label} ${message}${resource ? ` (${resource})` : ''}`;
  });
}

/** `2 errors, 1 warning`; empty when there is nothing to count. */
export function countFindings(findings: readonly Finding[]): string {
  const count = (severity: Severity, name: string) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [`${number} ${name}${number === 1 ? '' : 's'}`];
  };
  return [...count('error', 'error'), ...count('warning', 'warning'), ...count('info', 'note')].join(', ');
}
