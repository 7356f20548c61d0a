import { INBOUND_PASSTHROUGH_CLUSTER } from '@lab/istio';

/** The name of a copy of {@link INBOUND_PASSTHROUGH_CLUSTER} for one port: which one was dialled is the listener's to know here. */
export function passthroughTo(port: number): string {
  return `${INBOUND_PASSTHROUGH_CLUSTER}_${port}`;
}

/** Copies a piece of configuration with another name for each cluster that something is sent to. */
export function renameClusters<Value>(value: Value, rename: (cluster: string) => string): Value {
  if (Array.isArray(value)) return value.map((item) => renameClusters(item, rename)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, field]) => [
    key,
    key === 'cluster' && typeof field === 'string' ? rename(field) : renameClusters(field, rename),
  ]);
  return Object.fromEntries(entries) as Value;
}
