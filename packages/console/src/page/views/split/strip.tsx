import type { MeshEdge, RequestRow } from '../../../protocol.ts';
import { versionKind } from '../../parts/version-mark.tsx';

/** Bars that are drawn: the newest calls. */
const SLOTS = 100;

/** A bar for each of the newest calls, as they came in: height and colour tell the version. The table says it in numbers. */
export function Strip({
  edges,
  requests,
}: {
  readonly edges: readonly MeshEdge[];
  readonly requests: readonly RequestRow[];
}) {
  const ids = new Set(edges.map(({ id }) => id));
  const calls = requests
    .flatMap(({ id, hops }) =>
      hops.filter(({ edge }) => ids.has(edge)).map((hop, index) => ({ key: `${id}-${index}`, hop })),
    )
    .slice(0, SLOTS)
    .reverse();
  return (
    <div className="strip" aria-hidden="true">
      {calls.map(({ key, hop: { version, status } }) => (
        <span
          key={key}
          data-kind={version === undefined || status >= 500 || status === 0 ? 'failed' : versionKind(version)}
        />
      ))}
    </div>
  );
}
