/** Istio's cluster for the ports of a pod that no Service leads to: it sends on to the port that was dialled. */
export const INBOUND_PASSTHROUGH = 'InboundPassthroughCluster';

/** The name of a copy of {@link INBOUND_PASSTHROUGH} for one port: which one was dialled is the listener's to know here. */
export function passthroughTo(port: number): string {
  return `${INBOUND_PASSTHROUGH}_${port}`;
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
