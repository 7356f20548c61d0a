import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { MeshPicture } from '../../../protocol.ts';
import { useLostFocus } from '../../parts/use-lost-focus.ts';
import { useWidth } from '../../parts/use-width.ts';
import { EdgeLabel } from './edge-label.tsx';
import type { EdgeFacts, NodeFacts } from './facts.ts';
import { nextSpot } from './graph-keys.ts';
import { planGraph } from './graph-plan.ts';
import { NodeCard } from './node-card.tsx';

interface Props {
  readonly mesh: MeshPicture;
  readonly edges: readonly EdgeFacts[];
  readonly nodes: readonly NodeFacts[];
  /** Of the node or edge whose details are shown. */
  readonly selected: string | undefined;
  /** Edges to draw as called or failing, in place of what traffic says of all. */
  readonly marked?: ReadonlyMap<string, 'active' | 'failing'>;
}

/** The mesh as a graph. It is one stop of the Tab key; arrow keys go over its nodes and edges. */
export function MeshGraph({ mesh, edges, nodes, selected, marked }: Props) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const shape = JSON.stringify([
    mesh.nodes.map(({ id, tier, versions }) => [id, tier, versions.map(({ version }) => version)]),
    mesh.edges.map(({ id }) => id),
  ]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` is all of the mesh that the plan depends on
  const plan = useMemo(() => planGraph(mesh, width), [shape, width]);
  const graph = useRef<HTMLDivElement>(null);
  useLostFocus(selected ?? '', (before) => focusSpot(graph.current, before));
  const spots = [...plan.nodes, ...plan.edges];
  const [wanted, setWanted] = useState<string>();
  const stop = spots.some(({ id }) => id === wanted) ? wanted : spots[0]?.id;
  const factsOf = new Map(edges.map((facts) => [facts.edge.id, facts]));
  const nodeOf = new Map(nodes.map((facts) => [facts.node.id, facts]));

  function move(event: KeyboardEvent) {
    const next = stop === undefined ? undefined : nextSpot(spots, stop, event.key);
    if (next === undefined) return;
    event.preventDefault();
    setWanted(next);
    focusSpot(graph.current, next);
  }

  const spotOf = (id: string) => ({
    'data-spot': id,
    tabIndex: id === stop ? 0 : -1,
    'aria-current': id === selected || undefined,
    onFocus: () => setWanted(id),
  });
  return (
    <div className="graph-frame" ref={frame}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form */}
      <div
        ref={graph}
        role="group"
        aria-label="Graph of the mesh: arrow keys go from one to the next"
        className="graph"
        data-down={plan.isDown}
        data-dense={plan.isDense}
        data-picked={spots.some(({ id }) => id === selected)}
        style={{ width: plan.width, height: plan.height }}
        onKeyDown={move}
      >
        <svg width={plan.width} height={plan.height} aria-hidden="true" className="lines">
          <defs>
            <marker
              id="head"
              viewBox="0 0 8 8"
              refX="7.5"
              refY="4"
              markerWidth="8"
              markerHeight="8"
              orient="auto"
              markerUnits="userSpaceOnUse"
            >
              <path d="M0 0 8 4 0 8Z" fill="context-stroke" />
            </marker>
          </defs>
          {plan.edges.map(({ id, path }) => (
            <path
              key={id}
              d={path}
              markerEnd="url(#head)"
              {...(marked
                ? { 'data-state': marked.get(id) ?? 'seen', strokeWidth: marked.has(id) ? 3 : 1.5 }
                : lineOf(factsOf.get(id)))}
              data-edge={id}
              data-related={isRelated(factsOf.get(id), selected)}
            />
          ))}
        </svg>
        <ul aria-label="Services and gateways">
          {plan.nodes.map(({ id, x, y }) => {
            const facts = nodeOf.get(id);
            return (
              facts && (
                <li key={id} className="node" style={{ left: x, top: y }}>
                  <NodeCard facts={facts} spot={spotOf(id)} isDense={plan.isDense} />
                </li>
              )
            );
          })}
        </ul>
        <ul aria-label="Calls">
          {plan.edges.map(({ id, x, y }) => {
            const facts = factsOf.get(id);
            return (
              facts && (
                <li key={id} className="edge" style={{ left: x, top: y }}>
                  <EdgeLabel facts={facts} spot={spotOf(id)} />
                </li>
              )
            );
          })}
        </ul>
      </div>
    </div>
  );
}

function focusSpot(graph: HTMLElement | null, id: string): void {
  graph?.querySelector<HTMLElement>(`[data-spot="${CSS.escape(id)}"]`)?.focus();
}

/** Whether an edge is what is selected, or leads to it or from it. */
function isRelated(facts: EdgeFacts | undefined, selected: string | undefined): boolean {
  const { id, from, to } = facts?.edge ?? {};
  return selected !== undefined && [id, from, to].includes(selected);
}

/** How an edge is drawn: dashed until it was seen, thicker the more calls there are, marked where they fail. */
function lineOf(facts: EdgeFacts | undefined) {
  const { figures, isSeen = false } = facts ?? {};
  const state = figures ? (figures.failedShare > 0 ? 'failing' : 'active') : isSeen ? 'seen' : 'possible';
  return {
    'data-state': state,
    strokeWidth: 1.5 + Math.min(3, Math.log10(1 + (figures?.perSecond ?? 0)) * 1.5),
  };
}
