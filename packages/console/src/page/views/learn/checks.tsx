import type { LessonReport } from '@lab/lessons';
import type { OpenLesson } from '../../../protocol.ts';
import type { Question } from '../../parts/confirm-dialog.tsx';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { Place } from '../../parts/place.tsx';
import { OrderButton } from './order-button.tsx';

type Verdict = LessonReport['checks'][number]['verdict'];

const SIGNS: Readonly<Record<Verdict['state'] | 'checking', readonly [sign: IconName, text: string]>> = {
  right: ['passed', 'passed'],
  wrong: ['failed', 'not passed yet'],
  'not-yet': ['pending', 'the mesh is still changing'],
  skipped: ['pending', 'not checked yet'],
  checking: ['pending', 'checking'],
};

/** The checks of the lesson, in their order, with what the last run of them saw. */
export function Checks({ lesson: { name, checks, checking, report } }: { readonly lesson: OpenLesson }) {
  const titles = report ? report.checks.map(({ title }) => title) : checks;
  return (
    <section className="panel" aria-labelledby="checks">
      <h2 id="checks">Checks</h2>
      <ol className="checks">
        {titles.map((title, index) => {
          const verdict: Verdict = report?.checks[index]?.verdict ?? { state: 'skipped' };
          const state = title === checking ? 'checking' : verdict.state;
          const [sign, text] = SIGNS[state];
          return (
            <li key={title} data-state={state}>
              <p>
                <Icon name={sign} /> <b>{title}</b> <small>{text}</small>
              </p>
              {state === 'wrong' && verdict.state === 'wrong' && <Observed verdict={verdict} />}
            </li>
          );
        })}
      </ol>
      <div className="lesson-orders">
        <OrderButton path="/api/lesson/check" text="Check now" isQuiet={false} />{' '}
        <OrderButton path="/api/lesson/hint" text="Hint" />{' '}
        <OrderButton path="/api/lesson/reset" text="Restore the files" question={restoreQuestion(name)} />
      </div>
      <p role="status">{checking && `Checking: ${checking}`}</p>
    </section>
  );
}

/** As `./lab learn` asks on a terminal. */
function restoreQuestion(name: string): Question {
  return {
    title: `Put back the files of ${name}?`,
    text: 'This deletes your edits of this lesson.',
    ...{ yes: 'Delete my edits', no: 'Keep my edits' },
  };
}

function Observed({ verdict }: { readonly verdict: Extract<Verdict, { readonly state: 'wrong' }> }) {
  const { request, expected, got, place, next } = verdict;
  return (
    <dl className="observed">
      <dt>Asked</dt>
      <dd>{request}</dd>
      <dt>Expected</dt>
      <dd>{expected}</dd>
      <dt>Got</dt>
      <dd>{got}</dd>
      {place && (
        <>
          <dt>Place</dt>
          <dd>
            <Place location={place} />
          </dd>
        </>
      )}
      {next && (
        <>
          <dt>See</dt>
          <dd>
            <code>{next}</code>
          </dd>
        </>
      )}
    </dl>
  );
}
