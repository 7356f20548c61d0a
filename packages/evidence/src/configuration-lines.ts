import { formatPath, type journey, resourceName, type SourceLocation } from '@lab/istio';
import type { EvidenceLine } from './cause.ts';

interface Located {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  locate(path?: readonly (string | number)[]): SourceLocation;
}

/** A field of a resource as evidence, with the file and line that people edit. */
export function configurationLine(
  resource: Located,
  path: readonly (string | number)[],
  text: string,
): EvidenceLine {
  const source = {
    resource: resourceName(resource),
    location: resource.locate(path),
    field: formatPath(path),
  };
  return sourceLine(source, text);
}

/** The same for what an explanation names. */
export function sourceLine({ resource, ...at }: journey.Source, text: string): EvidenceLine {
  const where = sourcePlace(at);
  return { source: 'configuration', text: `${resource} ${text}${where ? ` (${where})` : ''}`, resource };
}

/** `FILE:LINE` of a field; `spec.http[0]` where the resource is in no file, as on a cluster. */
export function place(resource: Located, path: readonly (string | number)[]): string {
  return sourcePlace({ location: resource.locate(path), field: formatPath(path) });
}

function sourcePlace({ location, field = '' }: Omit<journey.Source, 'resource'>): string {
  return location && location.file !== '' ? locationText(location) : field;
}

/** `FILE:LINE`. */
export function locationText({ file, line }: SourceLocation): string {
  return line === undefined ? file : `${file}:${line}`;
}

/** An edit to try, where the place is known. */
export function editOf(source: journey.Source | undefined): string[] {
  const where = source && sourcePlace(source);
  return where ? [`Edit ${source.resource} (${where})`] : [];
}

/** How a sentence names a route: by its name, else by where it is written. */
export function routeText(name: string | undefined, source: journey.Source | undefined): string {
  if (name !== undefined) return `route ${name}`;
  const where = source && sourcePlace(source);
  return where ? `the route at ${where}` : 'the route';
}
