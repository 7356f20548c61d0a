import type { Hello } from '../../../protocol.ts';
import { SendBar } from '../../parts/send-bar.tsx';
import { Link } from '../../routing/link.tsx';
import { useAddress } from '../../routing/use-address.ts';
import { useConsole, useServerTime } from '../../store/store.ts';
import { EdgeDetails, NodeDetails } from './details.tsx';
import { type EdgeFacts, edgeFacts, type NodeFacts, nodeFacts } from './facts.ts';
import { Legend } from './legend.tsx';
import { MeshGraph } from './mesh-graph.tsx';
import { MeshTable } from './mesh-table.tsx';
import './mesh.css';

/** Who calls whom, as a graph and as a table of the same. */
export function MeshView() {
  const mesh = useConsole((state) => state.mesh);
  const windows = useConsole((state) => state.windows);
  const counts = useConsole((state) => state.counts);
  const called = useConsole((state) => state.called);
  const hello = useConsole((state) => state.hello);
  const lacks = useConsole((state) => state.lacks);
  const now = useServerTime(windows.length > 0);
  const { query } = useAddress();
  if (!mesh) return <p className="empty">The mesh has not been reported yet.</p>;
  const edges = edgeFacts(mesh, { windows, counts, called, hello, lacks }, now);
  const nodes = nodeFacts(mesh, counts);
  return (
    <>
      <header className="view-head">
        <div>
          <h1>Mesh</h1>
          <p className="lead">
            Who calls whom, as the proxies report it. {hello && figuresText(hello)} Select a service or a call
            to see its details.
          </p>
        </div>
        <SendBar />
      </header>
      <div className="panel">
        <MeshGraph mesh={mesh} edges={edges} nodes={nodes} selected={query.show} />
        <Legend />
      </div>
      <Selected id={query.show} edges={edges} nodes={nodes} />
      <div className="panel">
        <h2>Calls</h2>
        <MeshTable edges={edges} />
      </div>
    </>
  );
}

function figuresText({ windowMs, context }: Hello): string {
  const source = context === undefined ? '' : ', from Prometheus';
  return `Figures cover the last ${windowMs / 1_000} seconds${source}.`;
}

interface SelectedProps {
  readonly id: string | undefined;
  readonly edges: readonly EdgeFacts[];
  readonly nodes: readonly NodeFacts[];
}

function Selected({ id, edges, nodes }: SelectedProps) {
  const edge = edges.find((facts) => facts.edge.id === id);
  if (edge) return <EdgeDetails facts={edge} />;
  const node = nodes.find((facts) => facts.node.id === id);
  if (node) return <NodeDetails facts={node} />;
  if (id === undefined) return null;
  return (
    <p className="note" data-kind="muted">
      The mesh has no service and no call <code>{id}</code>. <Link to={{ view: 'mesh' }}>Close</Link>
    </p>
  );
}
