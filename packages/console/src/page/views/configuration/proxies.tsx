import type { ProxiesAnswer, ProxyAnswer, ProxyPart } from '../../../protocol.ts';
import { LackNote, useLack } from '../../parts/lack-note.tsx';
import { Options } from '../../parts/options.tsx';
import { Place } from '../../parts/place.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import type { Address } from '../../routing/address.ts';
import { Link } from '../../routing/link.tsx';
import { go, useAddress } from '../../routing/use-address.ts';
import { useAnswer } from '../../store/ask.ts';
import { useConsole } from '../../store/store.ts';
import { countText } from '../../text/format.ts';
import { hasWords, SearchField } from './search-field.tsx';

/** The Envoy configuration of one proxy, part by part, where it is known. */
export function Proxies() {
  const lack = useLack('proxies');
  return lack ? <LackNote lack={lack} /> : <OneProxy />;
}

function OneProxy() {
  const mesh = useConsole((state) => state.mesh);
  const address = useAddress();
  const list = useAnswer<ProxiesAnswer>('/api/proxies', mesh);
  const proxies = list?.ok ? list.value.proxies : [];
  const chosen = chosenPod(address, proxies) ?? proxies[0]?.pod;
  const answer = useAnswer<ProxyAnswer>(chosen && `/api/proxies/${chosen}`, mesh);
  if (list?.ok === false) return <ProblemNote problem={list.problem} />;
  return (
    <>
      <div className="proxy-choice">
        <label>
          Pod{' '}
          <select
            value={chosen}
            onChange={({ target }) =>
              go({ ...address, rest: `proxies/${target.value}`, query: searchOf(address) })
            }
          >
            <Options texts={proxies.map(({ pod }) => pod)} chosen={chosen ?? ''} />
          </select>
        </label>
        <SearchField label="Filter by name, resource or text" />
      </div>
      {answer?.ok === false && <ProblemNote problem={answer.problem} />}
      {answer?.ok && <Parts parts={answer.value.parts} search={address.query.search} />}
    </>
  );
}

/** Of the path, or the first of a workload, or one whose name alone is known. */
function chosenPod({ rest, query }: Address, proxies: ProxiesAnswer['proxies']): string | undefined {
  const named = rest.split('/').slice(1).join('/');
  if (named !== '') return named;
  return proxies.find(({ pod, workload }) => workload === query.workload || pod.split('/')[1] === query.pod)
    ?.pod;
}

function searchOf({ query: { search = '' } }: Address): Record<string, string> {
  return { search };
}

function Parts({
  parts,
  search,
}: {
  readonly parts: readonly ProxyPart[];
  readonly search: string | undefined;
}) {
  const found = parts.filter(({ type, name, config, sources }) =>
    hasWords(
      `${type} ${name} ${sources.map(({ resource }) => resource).join(' ')} ${JSON.stringify(config)}`,
      search,
    ),
  );
  return (
    <>
      <p>
        {found.length} of {countText(parts.length, 'part')}
      </p>
      <ul className="resources">
        {found.map((part) => (
          <li key={`${part.type} ${part.name}`} data-part={part.name}>
            <details className="panel">
              <summary>
                <span className="badge">{part.type}</span> <code>{part.name}</code>
              </summary>
              <Sources part={part} />
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
              <pre tabIndex={0} className="code">
                {JSON.stringify(part.config, null, 2)}
              </pre>
            </details>
          </li>
        ))}
      </ul>
    </>
  );
}

function Sources({ part: { sources } }: { readonly part: ProxyPart }) {
  if (sources.length === 0) return <p>No resource of yours makes this part: every proxy has it.</p>;
  return (
    <p>
      Comes from{' '}
      {sources.map(({ resource, location }) => (
        <span key={resource}>
          <Link
            to={{
              view: 'configuration',
              rest: 'resources',
              query: { resource, search: resource.split(' ')[1] ?? '' },
            }}
          >
            {resource}
          </Link>{' '}
          {location && <Place location={location} />}{' '}
        </span>
      ))}
    </p>
  );
}
