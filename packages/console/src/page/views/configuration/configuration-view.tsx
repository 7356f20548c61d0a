import { Link } from '../../routing/link.tsx';
import { useAddress } from '../../routing/use-address.ts';
import { useConsole } from '../../store/store.ts';
import { Changes } from './changes.tsx';
import { Findings } from './findings.tsx';
import { Proxies } from './proxies.tsx';
import { Resources } from './resources.tsx';
import './configuration.css';

const PARTS = [
  ['', 'Findings', Findings],
  ['changes', 'Changes', Changes],
  ['resources', 'Resources', Resources],
  ['proxies', 'Proxies', Proxies],
] as const;

/** What the configuration says, what is wrong with it, and what the proxies have of it. */
export function ConfigurationView() {
  const { rest } = useAddress();
  const hello = useConsole((state) => state.hello);
  const [part] = rest.split('/');
  const [current, , Body] = PARTS.find(([name]) => name === part) ?? PARTS[0];
  return (
    <>
      <header className="view-head">
        <div>
          <h1>Configuration</h1>
          <p className="lead">
            {hello &&
              (hello.context === undefined
                ? 'The resources in your files, the findings about them, and the configuration of each Envoy. Edit the files with your own editor: an edit takes effect within seconds.'
                : 'The resources of the API server, where they act, and what a change does to requests.')}
          </p>
        </div>
      </header>
      <nav aria-label="Parts of the configuration" className="parts">
        {PARTS.map(([name, title]) => (
          <Link
            key={name}
            to={{ view: 'configuration', rest: name }}
            aria-current={name === current ? 'page' : undefined}
          >
            {title}
          </Link>
        ))}
      </nav>
      <Body />
    </>
  );
}
