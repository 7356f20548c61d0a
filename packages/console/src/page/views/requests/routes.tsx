import type { RequestHop, RouteAnswer } from '../../../protocol.ts';
import { SourceBlock } from '../../parts/source-block.tsx';
import { useAnswer } from '../../store/ask.ts';
import { useConsole } from '../../store/store.ts';

/** The routes that the calls of a request took, each with the lines where it is written. */
export function Routes({ hops }: { readonly hops: readonly RequestHop[] }) {
  const named = hops.filter(({ route }) => route !== undefined);
  if (named.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="routes">
      <h2 id="routes">Routes</h2>
      <p>
        <small>The rule that each call took, as your files have it now.</small>
      </p>
      {named.map((hop, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a retry makes the same call again, and its place is what it is
        <RouteOf key={index} hop={hop} />
      ))}
    </section>
  );
}

function RouteOf({ hop: { edge, route = '', pod = '' } }: { readonly hop: RequestHop }) {
  const mesh = useConsole((state) => state.mesh);
  const [from, to = ''] = edge.split('>');
  const answer = useAnswer<RouteAnswer | null>(
    `/api/route?${new URLSearchParams({ pod, name: route, to })}`,
    mesh,
  );
  const written = answer?.ok ? answer.value : undefined;
  return (
    <article data-route={edge}>
      <h3>
        {from?.split('/').at(-1)} → {to.split('/').at(-1)}: <code>{route}</code>
      </h3>
      {written === null && <p>No resource of yours has such a route: it is the one of the Service.</p>}
      {written && (
        <p>
          <small>
            {written.resource} {written.field}
          </small>
        </p>
      )}
      {written?.lines && <SourceBlock source={written.lines} />}
    </article>
  );
}
