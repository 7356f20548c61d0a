import { Icon } from '../../parts/icon.tsx';
import { Link } from '../../routing/link.tsx';
import { percent } from '../../text/format.ts';
import { identitiesText, labelLines, tlsText } from './edge-text.ts';
import type { EdgeFacts } from './facts.ts';
import type { SpotProps } from './spot-props.ts';

const SHORT: Readonly<Record<EdgeFacts['edge']['badges'][number]['kind'], string>> = {
  retries: 'retries',
  timeout: 'timeout',
  fault: 'fault',
  mirror: 'mirror',
  'circuit-breaker': 'limits',
  'open-circuit': 'circuit open',
  ejection: 'ejected',
};

/** Badges of what happens at present, and not only could. */
const ALARMS = new Set(['open-circuit', 'ejection', 'fault']);

/** What is written at an edge; its details open with a click. */
export function EdgeLabel({ facts, spot }: { readonly facts: EdgeFacts; readonly spot: SpotProps }) {
  const { edge, from, to, figures, isSeen } = facts;
  const [first, ...others] = labelLines(facts);
  const badges = [...new Map(facts.badges.map((badge) => [badge.kind, badge])).values()];
  return (
    <Link to={{ view: 'mesh', query: { show: edge.id } }} className="edge-label" data-seen={isSeen} {...spot}>
      <span className="visually-hidden">{`${from} to ${to}, ${tlsText(edge.tls)}: `}</span>
      <span className="rate" title={edge.tls && identitiesText(edge.tls)}>
        {edge.tls && <Icon name={edge.tls.mode === 'plaintext' ? 'open' : 'locked'} />}
        {edge.tls?.mode === 'plaintext' && <span className="alarm">{tlsText(edge.tls)}</span>}
        <span>{first} </span>
      </span>
      {others.map((line) => (
        <span key={line}>{line} </span>
      ))}
      {figures && figures.failedShare > 0 && (
        <span className="alarm">
          <Icon name="failed" /> {percent(figures.failedShare)} failed
        </span>
      )}
      {badges.length > 0 && (
        <span className="badges">
          {badges.map(({ kind, text }) => (
            <span key={kind} className="badge" data-alarm={ALARMS.has(kind)} title={text}>
              {SHORT[kind]}{' '}
            </span>
          ))}
        </span>
      )}
    </Link>
  );
}
