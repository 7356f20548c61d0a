import type { VersionShare } from '../../../measure/measured-shares.ts';
import type { MeshPodDot, MeshVersion } from '../../../protocol.ts';
import { Icon } from '../../parts/icon.tsx';
import { VersionMark } from '../../parts/version-mark.tsx';
import { Link } from '../../routing/link.tsx';
import { countText, percent } from '../../text/format.ts';
import type { NodeFacts } from './facts.ts';
import { nodeSize } from './graph-plan.ts';
import { ShareBar } from './share-bar.tsx';
import type { SpotProps } from './spot-props.ts';

const KINDS = { gateway: 'gateway', service: 'service', external: 'outside the mesh', outside: 'no sidecar' };

interface Props {
  readonly facts: NodeFacts;
  readonly spot: SpotProps;
  /** Drawn small: a line for the name and for each version. A screen reader reads all the same. */
  readonly isDense: boolean;
}

/** A service or gateway with its versions: what each is to get, what it got, and its pods. */
export function NodeCard({ facts, spot, isDense }: Props) {
  const { node, shares } = facts;
  return (
    <Link
      to={{ view: 'mesh', query: { show: node.id } }}
      className="node-card"
      data-kind={node.kind}
      style={nodeSize(node, isDense)}
      {...spot}
    >
      <span className="node-name">
        <Icon
          name={node.kind === 'gateway' ? 'proxy' : node.kind === 'service' ? 'application' : 'outside'}
        />
        <b>{node.name} </b>
      </span>
      <small>{node.namespace ? `${KINDS[node.kind]} in ${node.namespace}` : KINDS[node.kind]} </small>
      {node.versions.map((version) => (
        <VersionRow key={version.version} version={version} share={shares.get(version.version)} />
      ))}
    </Link>
  );
}

function VersionRow({
  version,
  share,
}: {
  readonly version: MeshVersion;
  readonly share: VersionShare | undefined;
}) {
  if (version.version === '') {
    return (
      <span className="version-name">
        <small>{podsText(version.pods)}</small>
        <PodDots pods={version.pods} />
      </span>
    );
  }
  return (
    <span className="version-row">
      <span className="version-name">
        <VersionMark version={version.version} />
        <span className="version-text" title={version.version}>
          {version.version}{' '}
        </span>
        <PodDots pods={version.pods} />
      </span>
      {share && <ShareBar share={share} />}
      <small>{share ? shareText(share) : podsText(version.pods)} </small>
      {share && <span className="visually-hidden">{podsText(version.pods)} </span>}
    </span>
  );
}

/** A dot for each pod: full when ready, empty when not, crossed when ejected. */
function PodDots({ pods }: { readonly pods: readonly MeshPodDot[] }) {
  return (
    <span className="pods" title={podsText(pods)}>
      {pods.map(({ name, ready, draining, ejectedBy }) => (
        <svg
          key={name}
          viewBox="0 0 10 10"
          data-state={ejectedBy.length > 0 ? 'ejected' : ready && !draining ? 'ready' : 'unready'}
          aria-hidden="true"
        >
          <circle cx="5" cy="5" r="3.6" />
          {ejectedBy.length > 0 && <path d="M1 9 9 1" />}
        </svg>
      ))}
    </span>
  );
}

/** How many pods, and what is wrong with them. */
export function podsText(pods: readonly MeshPodDot[]): string {
  const ready = pods.filter((pod) => pod.ready && !pod.draining).length;
  const ejected = pods.filter(({ ejectedBy }) => ejectedBy.length > 0).length;
  return [
    ready === pods.length
      ? `${countText(pods.length, 'pod')} ready`
      : `${ready} of ${countText(pods.length, 'pod')} ready`,
    ...(ejected > 0 ? [`${ejected} ejected`] : []),
  ].join(', ');
}

/** `weight 10%, got 12%`, and whether chance explains the difference. */
export function shareText({ weight, share, count, inside }: VersionShare): string {
  const got = count === 0 && share === 0 ? 'no call yet' : `got ${percent(share)}`;
  if (weight === undefined) return got;
  return `weight ${percent(weight)}, ${got}${inside === false ? ' !' : ''}`;
}
