import type { Hello } from '../../protocol.ts';
import { Icon } from '../parts/icon.tsx';
import { VIEWS, type View } from '../routing/address.ts';
import { Link } from '../routing/link.tsx';
import { useAddress } from '../routing/use-address.ts';
import type { Connection } from '../store/state.ts';
import { useConsole } from '../store/store.ts';
import { openKeys } from './keys-dialog.tsx';
import { TITLES } from './titles.ts';

/** The name of the mesh, the way to each view, and whether what is shown is live. */
export function Header() {
  const { view } = useAddress();
  const hello = useConsole((state) => state.hello);
  return (
    <header className="bar">
      <p className="name">
        <Icon name="proxy" /> Console <small>{hello && (hello.context ?? 'this machine')}</small>
      </p>
      <nav aria-label="Views">
        <ul>
          {VIEWS.map((name) => (
            <li key={name}>
              <Link to={{ view: name }} aria-current={name === view ? 'page' : undefined}>
                {TITLES[name]}
                <Count view={name} />
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <p className="live">
        <Live />
        <button type="button" className="quiet" onClick={openKeys} aria-haspopup="dialog">
          Keys <kbd>?</kbd>
        </button>
      </p>
    </header>
  );
}

/** How many findings there are, and how far the lesson is. */
function Count({ view }: { readonly view: View }) {
  const status = useConsole((state) => state.status);
  const lesson = useConsole((state) => state.lesson);
  if (view === 'configuration') {
    const errors = (status?.status.findings ?? []).filter(({ severity }) => severity === 'error').length;
    if (errors === 0) return null;
    return (
      <span className="count alarm">
        {' '}
        <Icon name="failed" label="errors:" /> {errors}
      </span>
    );
  }
  const report = view === 'learn' ? lesson?.current?.report : undefined;
  if (!report) return null;
  const right = report.checks.filter(({ verdict }) => verdict.state === 'right').length;
  return (
    <span className="count">
      {' '}
      {right} of {report.checks.length}
    </span>
  );
}

function textOf(connection: Connection, hello: Hello | undefined): string {
  if (connection === 'connecting') return 'Connecting';
  if (connection === 'refused') return `Not live: run ${hello?.command ?? './lab console'}`;
  if (connection === 'live') return 'Live';
  return `Not live: the ${hello?.context === undefined ? 'lab' : 'console'} does not answer`;
}

function Live() {
  const connection = useConsole((state) => state.connection);
  const hello = useConsole((state) => state.hello);
  return (
    <span role="status" className="connection" data-state={connection}>
      <span className="dot" aria-hidden="true" /> {textOf(connection, hello)}
    </span>
  );
}
