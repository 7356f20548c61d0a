import { Icon } from '../parts/icon.tsx';
import { useConsole } from '../store/store.ts';

/** What a person must know whatever the view: an open incident, what this mesh cannot tell, a console without a lab. */
export function Notices() {
  const muted = useConsole((state) => state.status?.muted);
  const lacks = useConsole((state) => state.hello?.lacks);
  const connection = useConsole((state) => state.connection);
  return (
    <>
      {connection === 'refused' && (
        <p className="note" data-kind="failed" role="alert">
          <Icon name="failed" /> This page has no access any more. Run <code>./lab console</code>, and open
          the address that it prints.
        </p>
      )}
      {connection === 'lost' && (
        <p className="note" data-kind="failed" role="alert">
          <Icon name="failed" /> The lab does not answer: what is shown is not live. Start it with{' '}
          <code>./lab up</code>.
        </p>
      )}
      {muted !== undefined && (
        <p className="note" data-kind="muted">
          <Icon name="warning" /> The incident {muted} is open: findings and causes are muted until you name
          its cause, in the view Learn.
        </p>
      )}
      {(lacks ?? []).map((sentence) => (
        <p key={sentence} className="note" data-kind="muted">
          <Icon name="warning" /> {sentence}
        </p>
      ))}
    </>
  );
}
