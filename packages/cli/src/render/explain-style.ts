import type { journey } from '@lab/istio';
import type { Paint } from '../terminal.ts';
import type { NameOfFile } from './file-names.ts';

/** How an explanation is written. */
export interface ExplainStyle {
  readonly paint: Paint;
  readonly nameOf: NameOfFile;
  readonly verbose: boolean;
}

/** `10%`, `0.5%` of a share from 0 to 1. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`;
}

/** ` (UF, URX)`; empty for no flags. */
export function flagsText(flags: readonly string[]): string {
  return flags.length > 0 ? ` (${flags.join(', ')})` : '';
}

/** `a, b and c`. */
export function listText(items: readonly string[], word = 'and'): string {
  if (items.length < 2) return items.join();
  return `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}

/** `500 ms`, `3 s`. */
export function durationText(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${milliseconds / 1000} s`;
}

/** `VirtualService shop/cart (k8s/shop/routes.yaml:12)`; where there is no file, `VirtualService shop/cart (spec.http[0])`. */
export function sourceText({ resource, field, location }: journey.Source, style: ExplainStyle): string {
  const place = location ? placeText(location, style) : field;
  return place ? `${resource} (${place})` : resource;
}

/** `k8s/shop/routes.yaml:12`. */
export function placeText(
  { file, line }: NonNullable<journey.Source['location']>,
  { paint, nameOf }: ExplainStyle,
): string {
  return paint('cyan', line === undefined ? nameOf(file) : `${nameOf(file)}:${line}`);
}

/** `backend-service.backend` of a Service's whole name, with its port if there is one; another host as it is. */
export function shortHost(host: string): string {
  return host.replace(/\.svc\.[^:]+/, '');
}
