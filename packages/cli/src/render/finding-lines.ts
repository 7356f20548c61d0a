import { type Finding, findingTitle, type Severity } from '@lab/istio';
import type { CommandContext, CommandResult } from '../command.ts';
import type { Paint, Style } from '../terminal.ts';
import { fileNames, type NameOfFile } from './file-names.ts';

const styles: Readonly<Record<Severity, Style>> = { error: 'red', warning: 'yellow', info: 'blue' };

/**
 * Findings one a line, `FILE:LINE:COLUMN SEVERITY CODE MESSAGE (RESOURCE)`, in the form that editors and
 * terminals make links of, below it what became of it in the lab that runs, and last where to read what to do. A finding
 * without a file begins with its severity.
 */
export function findingLines(
  findings: readonly Finding[],
  paint: Paint,
  nameOf: NameOfFile = (file) => file,
): string[] {
  if (findings.length === 0) return [];
  const lines = findings.flatMap((finding) => {
    const { location, severity, code, message, resource, outcome } = finding;
    const place = location
      ? [nameOf(location.file), location.line, location.column].filter(Boolean).join(':')
      : '';
    const label = `${paint(styles[severity], severity)} ${paint('bold', code)}`;
    const about = resource ? ` (${shortened(resource)})` : '';
    const line = `${place && `${paint('cyan', place)} `}${label} ${oneLine(message + about)}`;
    return outcome === undefined ? [line] : [line, `  ${outcome}`];
  });
  return [...lines, paint('dim', `what to do: ${explanation(findings)}`)];
}

/** Names in manifests may have line ends, and one finding would look like two. */
function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]\s*/g, ' ');
}

/** Kind, namespace and name; a cluster takes none that is longer. */
function shortened(resource: string): string {
  return resource.length > 400 ? `${resource.slice(0, 400)}…` : resource;
}

/** For a command whose stdout is somebody's input: the findings to stderr, and nothing else. */
export function refuse(findings: readonly Finding[], context: CommandContext): CommandResult {
  const { terminal } = context;
  for (const line of findingLines(findings, terminal.paint, fileNames(context))) terminal.note(line);
  return { exitCode: 1 };
}

/** The section of docs/findings.md where all findings have one code, else the page. */
function explanation(findings: readonly Finding[]): string {
  const [code, ...others] = new Set(findings.map((finding) => finding.code));
  if (code === undefined || others.length > 0) return 'docs/findings.md';
  return `docs/findings.md#${findingTitle(code).toLowerCase().replaceAll(' ', '-')}`;
}

/** `2 errors, 1 warning`; empty when there is nothing to count. */
export function countFindings(findings: readonly Finding[]): string {
  const count = (severity: Severity, name: string) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [`${number} ${name}${number === 1 ? '' : 's'}`];
  };
  return [...count('error', 'error'), ...count('warning', 'warning'), ...count('info', 'note')].join(', ');
}
