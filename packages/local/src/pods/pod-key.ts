import type { Pod } from '@lab/istio';

/** `NAMESPACE/NAME`, as endpoints name the pod behind them. */
export function keyOf({ namespace, name }: Pick<Pod, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}
