import type { Cause, Change } from '@lab/istio';
import type { ChangesAnswer } from '../../../protocol.ts';
import { Place } from '../../parts/place.tsx';
import { clockText, countText } from '../../text/format.ts';

/** What the last edit changed for requests, in the words of `./lab diff`. */
export function DiffChanges({
  last: { at, files, diff },
}: {
  readonly last: NonNullable<ChangesAnswer['last']>;
}) {
  const { changes, findings } = diff;
  return (
    <>
      <p>
        {clockText(at, 0)} <code>{files.join(', ')}</code>
      </p>
      {changes.length === 0 && (
        <p>The edit changes none of the {countText(diff.asked, 'request')} that were compared.</p>
      )}
      <ul className="changes">
        {changes.map((change) => (
          <li key={JSON.stringify(change)} data-effect={change.effect}>
            <ChangeText change={change} />
          </li>
        ))}
      </ul>
      {findings.introduced.length > 0 && (
        <p>
          Findings introduced:{' '}
          {findings.introduced.map(({ code, message }) => `${code} ${message}`).join('; ')}
        </p>
      )}
      {findings.fixed.length > 0 && (
        <p>Findings fixed: {findings.fixed.map(({ code, message }) => `${code} ${message}`).join('; ')}</p>
      )}
    </>
  );
}

function ChangeText({ change }: { readonly change: Change }) {
  const { effect, from, to, requests, what, before, after, causes } = change;
  return (
    <>
      <p>
        <span className="badge">{effect}</span> {from.join(', ')} → <b>{to.join(', ')}</b>{' '}
        {requests && <small>{requests}</small>}
      </p>
      <p>
        {what}: <del>{before}</del> → <ins>{after}</ins>
      </p>
      <p>
        {causes.map((cause) => (
          <CauseText key={`${cause.resource} ${cause.field}`} cause={cause} />
        ))}
      </p>
    </>
  );
}

function CauseText({ cause: { resource, change, field, before, after } }: { readonly cause: Cause }) {
  const location = after ?? before;
  return (
    <small>
      {resource} {change} {field} {location?.file && <Place location={location} />}{' '}
    </small>
  );
}
