/** Where in the files that people edit something stands; line and column count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** Path of a field inside a resource: keys and list positions, e.g. `['spec', 'http', 0, 'route']`. */
export type FieldPath = readonly (string | number)[];

/** What a finding needs of the resource it is about. */
export interface Subject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  /** Where a field stands in the file that people edit; the nearest parent where the field is not there. */
  locate(path?: FieldPath): SourceLocation;
}

/** What a finding is about, and where that stands. */
export interface Place {
  /** `Kind namespace/name` as Istio writes it, absent when the text could not be parsed. */
  readonly resource?: string;
  /** Path of the field inside the resource, e.g. `spec.http[0].route[1].weight`. */
  readonly field?: string;
  readonly location?: SourceLocation;
}

/** The place of a field; of the whole resource where the path is empty. */
export function at(subject: Subject, path: FieldPath): Place {
  return {
    resource: resourceName(subject),
    ...(path.length > 0 && { field: formatPath(path) }),
    location: subject.locate(path),
  };
}

/** `Kind namespace/name`, as Istio's analysis writes a resource. */
export function resourceName({ kind, metadata: { namespace, name } }: Subject): string {
  return namespace ? `${kind} ${namespace}/${name}` : `${kind} ${name}`;
}

/** `spec.http[0].route`, as Istio's validation writes a field path. */
export function formatPath(path: FieldPath): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${part}` : part),
    '',
  );
}
