import type { ReactNode } from 'react';
import { WINDOW_MS } from '../../../measure/recent-traffic.ts';
import type { MeshNode } from '../../../protocol.ts';
import { VersionMark } from '../../parts/version-mark.tsx';
import { Link } from '../../routing/link.tsx';
import { useConsole } from '../../store/store.ts';
import { identityText } from '../../text/format.ts';
import { reasonsText, tlsText } from './edge-text.ts';
import type { EdgeFacts, NodeFacts } from './facts.ts';
import { Split } from './mesh-table.tsx';
import { RestartButton } from './restart-button.tsx';

/** What is known of the edge that was chosen. */
export function EdgeDetails({ facts }: { readonly facts: EdgeFacts }) {
  const { edge, from, to, figures, badges } = facts;
  const windowMs = useConsole((state) => state.hello?.windowMs) ?? WINDOW_MS;
  const counts = { ...figures?.statuses };
  return (
    <Details title={`${from} → ${to}`}>
      <dl>
        <dt>Known from</dt>
        <dd>{reasonsText(edge)}</dd>
        <dt>Security</dt>
        <dd>
          {tlsText(edge.tls)}
          {edge.tls?.accepts && `; the callee accepts: ${edge.tls.accepts}`}
        </dd>
        {edge.tls?.client && (
          <>
            <dt>Identity of the caller</dt>
            <dd>
              <code title={edge.tls.client}>{identityText(edge.tls.client)}</code>
            </dd>
          </>
        )}
        {edge.tls && edge.tls.servers.length > 0 && (
          <>
            <dt>Identity of the callee</dt>
            <dd>
              {edge.tls.servers.map((identity) => (
                <code key={identity} title={identity}>
                  {identityText(identity)}{' '}
                </code>
              ))}
            </dd>
          </>
        )}
        <dt>Split</dt>
        <dd>
          <Split facts={facts} />
        </dd>
        {badges.length > 0 && (
          <>
            <dt>Caller’s proxy</dt>
            <dd>{badges.map(({ text }) => text).join('; ')}</dd>
          </>
        )}
        {Object.keys(counts).length > 0 && (
          <>
            <dt>Responses in the last {windowMs / 1_000} s</dt>
            <dd>
              {Object.entries(counts)
                .map(([status, count]) => `${status === '0' ? 'no answer' : status}: ${count}`)
                .join(', ')}
            </dd>
          </>
        )}
      </dl>
      <p>
        <Link to={{ view: 'requests', query: { edge: edge.id } }}>Requests that made this call</Link>
      </p>
    </Details>
  );
}

/** What is known of the node that was chosen. */
export function NodeDetails({ facts: { node, isMixed } }: { readonly facts: NodeFacts }) {
  return (
    <Details title={node.name}>
      {isMixed && <p>Its callers have different weights. The table shows the weights of each caller.</p>}
      {node.hosts.length > 0 && (
        <p>
          Hosts: <code>{node.hosts.join(', ')}</code>
        </p>
      )}
      <Pods node={node} />
    </Details>
  );
}

function Pods({ node }: { readonly node: MeshNode }) {
  return node.versions.map(({ version, workloads, pods }) => (
    <section key={version} aria-label={`Version ${version}`}>
      <h3>
        <VersionMark version={version} /> {version || 'no version'}
      </h3>
      <p>
        {workloads.map((workload) => (
          <RestartButton key={workload} workload={workload} />
        ))}
      </p>
      <ul className="pod-list">
        {pods.map(({ name, ready, draining, ejectedBy }) => (
          <li key={name}>
            <code>{name}</code> {draining ? 'draining' : ready ? 'ready' : 'not ready'}
            {ejectedBy.length > 0 && <span className="alarm"> ejected by {ejectedBy.join(', ')}</span>}{' '}
            <Link to={{ view: 'configuration', rest: `proxies/${node.namespace}/${name}` }}>
              Envoy configuration<span className="visually-hidden"> of {name}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  ));
}

function Details({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="details panel" aria-labelledby="details">
      <div className="details-head">
        <h2 id="details">{title}</h2>
        <Link to={{ view: 'mesh' }} className="quiet">
          Close
        </Link>
      </div>
      {children}
    </section>
  );
}
