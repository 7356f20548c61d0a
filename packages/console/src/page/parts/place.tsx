import type { SourceLocation } from '@lab/istio';

/** `k8s/base/routing.yaml:12`, as editors and the CLI write a place. */
export function placeText({ file, line }: SourceLocation): string {
  return line === undefined ? file : `${file}:${line}`;
}

/** A place in the files that people edit. */
export function Place({ location }: { readonly location: SourceLocation }) {
  return <code className="place">{placeText(location)}</code>;
}
