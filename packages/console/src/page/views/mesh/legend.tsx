import { Icon } from '../../parts/icon.tsx';
import { useConsole } from '../../store/store.ts';

const LINES = [
  ['possible', 'possible, no call seen'],
  ['seen', 'called before'],
  ['active', 'called'],
  ['failing', 'with failures'],
] as const;

/** What lines and signs of the graph mean. */
export function Legend() {
  const windowMs = useConsole((state) => state.hello?.windowMs);
  return (
    <ul className="legend" aria-label="Legend">
      {LINES.map(([state, text]) => (
        <li key={state}>
          <svg viewBox="0 0 28 8" className="lines" aria-hidden="true">
            <path d="M0 4H28" data-state={state} strokeWidth="2" />
          </svg>
          {text}
          {state === 'active' && windowMs !== undefined && ` in the last ${windowMs / 1_000} s`}
        </li>
      ))}
      <li>
        <Icon name="locked" /> mutual TLS
      </li>
      <li>
        <span className="legend-bar" aria-hidden="true" /> share of the calls; the tick is the weight, the
        frame the 99.9% interval
      </li>
    </ul>
  );
}
