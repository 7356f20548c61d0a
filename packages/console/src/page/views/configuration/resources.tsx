import type { ResourceAct, ResourceEntry, ResourcesAnswer } from '../../../protocol.ts';
import { useLack } from '../../parts/lack-note.tsx';
import { Place } from '../../parts/place.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Link } from '../../routing/link.tsx';
import { useAddress } from '../../routing/use-address.ts';
import { useAnswer } from '../../store/ask.ts';
import { useConsole } from '../../store/store.ts';
import { countText } from '../../text/format.ts';
import { hasWords, SearchField } from './search-field.tsx';

/** The resources that are active, each with the proxies whose configuration comes from it. */
export function Resources() {
  const mesh = useConsole((state) => state.mesh);
  const { query } = useAddress();
  const answer = useAnswer<ResourcesAnswer>('/api/resources', mesh);
  if (!answer) return <p className="empty">Reading the resources…</p>;
  if (!answer.ok) return <ProblemNote problem={answer.problem} />;
  const found = answer.value.resources.filter(({ id, yaml }) => hasWords(`${id} ${yaml}`, query.search));
  return (
    <>
      <SearchField label="Filter by kind, name or text" />
      <p>{countText(found.length, 'resource')}</p>
      <ul className="resources">
        {found.map((resource) => (
          <li key={resource.id}>
            <Resource resource={resource} isOpen={resource.id === query.resource} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Resource({ resource, isOpen }: { readonly resource: ResourceEntry; readonly isOpen: boolean }) {
  const { kind, namespace, name, location, yaml, acts } = resource;
  return (
    <details className="panel" open={isOpen || undefined}>
      <summary>
        <b>{kind}</b> {namespace && `${namespace}/`}
        {name} {location?.file && <Place location={location} />}{' '}
        <small>
          {acts.length === 0 ? 'in no proxy' : `in the proxies of ${countText(acts.length, 'workload')}`}
        </small>
      </summary>
      <div className="resource">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
        <pre tabIndex={0} className="code">
          {yaml}
        </pre>
        <Acts acts={acts} />
      </div>
    </details>
  );
}

function Acts({ acts }: { readonly acts: readonly ResourceAct[] }) {
  const lack = useLack('proxies');
  if (acts.length === 0) return <p>No part of any proxy’s configuration comes from it.</p>;
  return (
    <div>
      <h2>Where it acts</h2>
      <ul>
        {acts.map(({ workload, parts }) => (
          <li key={workload}>
            <b>{workload}</b>
            <ul className="texts">
              {parts.map(({ type, name }) => (
                <li key={`${type} ${name}`}>
                  {type}{' '}
                  {lack ? (
                    <code>{name}</code>
                  ) : (
                    <Link to={{ view: 'configuration', rest: 'proxies', query: { workload, search: name } }}>
                      {name}
                    </Link>
                  )}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </div>
  );
}
