import type { Lack } from '../../protocol.ts';
import { Icon } from '../parts/icon.tsx';
import { LackNote } from '../parts/lack-note.tsx';
import { VIEWS, type View } from '../routing/address.ts';
import { useAddress } from '../routing/use-address.ts';
import { useConsole } from '../store/store.ts';

/** The views that are not complete without; what is missing of a part of a view is said there. */
const CONCERNED: Readonly<Partial<Record<Lack['what'], readonly View[]>>> = {
  answer: VIEWS,
  traffic: ['mesh', 'split'],
  ejections: ['mesh'],
  requests: ['requests'],
  lessons: ['learn'],
};

/** What a person must know whatever the view: an open incident, what this mesh cannot tell, a console without a lab. */
export function Notices() {
  const muted = useConsole((state) => state.status?.muted);
  const { view } = useAddress();
  const hello = useConsole((state) => state.hello);
  const lacks = useConsole((state) => state.lacks);
  const command = hello?.command ?? './lab console';
  const connection = useConsole((state) => state.connection);
  return (
    <>
      {connection === 'refused' && (
        <p className="note" data-kind="failed" role="alert">
          <Icon name="failed" /> This page no longer has access. Run <code>{command}</code>, and open the
          address that it prints.
        </p>
      )}
      {connection === 'lost' && (
        <p className="note" data-kind="failed" role="alert">
          <Icon name="failed" /> {hello?.context === undefined ? 'The lab' : 'The console'} does not answer:
          what is shown is not live. Start it with{' '}
          <code>{hello?.context === undefined ? './lab up' : command}</code>.
          {hello?.context === undefined && (
            <>
              {' '}
              If it is running again, open the address that <code>{command}</code> prints.
            </>
          )}
        </p>
      )}
      {muted !== undefined && (
        <p className="note" data-kind="muted">
          <Icon name="warning" /> The incident {muted} is open: findings and causes are muted until you name
          its cause, in the view Learn.
        </p>
      )}
      {lacks
        .filter(({ what }) => CONCERNED[what]?.includes(view))
        .map((lack) => (
          <LackNote key={lack.what} lack={lack} />
        ))}
    </>
  );
}
