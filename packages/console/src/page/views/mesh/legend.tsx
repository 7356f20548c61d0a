import { Icon } from '../../parts/icon.tsx';

const LINES = [
  ['possible', 'possible, no call seen'],
  ['seen', 'seen'],
  ['active', 'called in the last 10 s'],
  ['failing', 'with failures'],
] as const;

/** What lines and signs of the graph mean. */
export function Legend() {
  return (
    <ul className="legend" aria-label="Legend">
      {LINES.map(([state, text]) => (
        <li key={state}>
          <svg viewBox="0 0 28 8" className="lines" aria-hidden="true">
            <path d="M0 4H28" data-state={state} strokeWidth="2" />
          </svg>
          {text}
        </li>
      ))}
      <li>
        <Icon name="locked" /> mutual TLS
      </li>
      <li>
        <span className="legend-bar" aria-hidden="true" /> got; the tick is the weight, the frame what chance
        leaves
      </li>
    </ul>
  );
}
