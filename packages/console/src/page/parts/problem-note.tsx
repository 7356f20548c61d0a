import type { Problem } from '../../protocol.ts';
import { Icon } from './icon.tsx';

/** Why something is not shown or was not done, and what to do. */
export function ProblemNote({ problem }: { readonly problem: Problem }) {
  const { error, remedy, code, muted } = problem;
  return (
    <div className="note" data-kind={muted === undefined ? 'failed' : 'muted'} role="alert">
      <p>
        <Icon name={muted === undefined ? 'failed' : 'warning'} /> {error} {code && <code>{code}</code>}
      </p>
      {remedy && <p>{remedy}</p>}
    </div>
  );
}
