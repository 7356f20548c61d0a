import type { SplitAnswer } from '../../../protocol.ts';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useAddress } from '../../routing/use-address.ts';
import { useAnswer } from '../../store/ask.ts';
import { useConsole } from '../../store/store.ts';
import { isOfOneKind, orderFormOf, splitQuestion } from './order.ts';
import { OrderBar } from './order-bar.tsx';
import { Report } from './report.tsx';
import { Tier } from './tier.tsx';
import './split.css';

/** How requests are distributed over the versions of each tier: as configured, and as it comes out. */
export function SplitView() {
  const { query } = useAddress();
  const form = orderFormOf(query);
  const mesh = useConsole((state) => state.mesh);
  const counts = useConsole((state) => state.counts);
  const requests = useConsole((state) => state.requests);
  const load = useConsole((state) => state.load);
  const answer = useAnswer<SplitAnswer>(splitQuestion(form), mesh);
  const tiers = (mesh?.nodes ?? [])
    .filter(({ versions }) => versions.length > 1)
    .sort((a, b) => a.tier - b.tier);
  return (
    <>
      <header className="view-head">
        <div>
          <h1>Split</h1>
          <p className="lead">
            How requests are split between the versions of each tier: the configured weight, and the share of
            the calls that each version got. Counting starts when you open this page, and again when a weight
            changes.
          </p>
        </div>
      </header>
      <OrderBar form={form} />
      {answer?.ok === false && <ProblemNote problem={answer.problem} />}
      {tiers.map((node) => (
        <Tier
          key={node.id}
          node={node}
          isOfOneKind={isOfOneKind(form)}
          weights={answer?.ok ? answer.value.weights[node.name] : undefined}
          edges={(mesh?.edges ?? []).filter(({ to }) => to === node.id)}
          counts={counts}
          requests={requests}
        />
      ))}
      {tiers.length === 0 && <p className="empty">No service of the mesh has more than one version.</p>}
      {load && <Report load={load} />}
    </>
  );
}
