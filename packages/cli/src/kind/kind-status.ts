import { connectCluster, findKind, type KindConfig, kindContext } from '@lab/cluster';

export interface KindNode {
  readonly name: string;
  readonly role: 'control-plane' | 'worker';
  readonly ready: boolean;
  /** Of Kubernetes, `v1.36.4`. */
  readonly version: string;
}

/** The project's kind cluster; plain JSON. */
export interface KindStatus {
  readonly name: string;
  readonly context: string;
  readonly up: boolean;
  readonly nodes: readonly KindNode[];
}

interface ApiNode {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly status?: {
    readonly nodeInfo?: { readonly kubeletVersion: string };
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** @throws LabError when kind, Docker or the cluster do not answer */
export async function kindStatus({ name }: KindConfig): Promise<KindStatus> {
  const context = kindContext(name);
  const kind = await findKind();
  if (!(await kind.clusters()).includes(name)) return { name, context, up: false, nodes: [] };
  const cluster = await connectCluster(context);
  const nodes = await cluster.list<ApiNode>(['nodes']);
  return { name, context, up: true, nodes: nodes.map(readNode) };
}

function readNode({ metadata, status = {} }: ApiNode): KindNode {
  const { nodeInfo, conditions = [] } = status;
  return {
    name: metadata.name,
    role:
      metadata.labels?.['node-role.kubernetes.io/control-plane'] === undefined ? 'worker' : 'control-plane',
    ready: conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True'),
    version: nodeInfo?.kubeletVersion ?? '',
  };
}
