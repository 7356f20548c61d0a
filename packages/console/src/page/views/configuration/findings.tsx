import type { FindingsAnswer, FindingWithSource } from '../../../protocol.ts';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { LackNote, useLack } from '../../parts/lack-note.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { SourceBlock } from '../../parts/source-block.tsx';
import { useAnswer } from '../../store/ask.ts';
import { useConsole } from '../../store/store.ts';
import { countText } from '../../text/format.ts';

const SIGNS: Readonly<Record<string, IconName>> = { error: 'failed', warning: 'warning' };

/** Everything that analysis says of the files, with the lines that it is about. */
export function Findings() {
  const status = useConsole((state) => state.status);
  const lack = useLack('findings');
  const answer = useAnswer<FindingsAnswer>('/api/findings', status);
  if (!answer) return <p className="empty">Reading the findings…</p>;
  if (!answer.ok) return <ProblemNote problem={answer.problem} />;
  const { isAnalyzed, findings, muted } = answer.value;
  if (!isAnalyzed) return lack ? <LackNote lack={lack} /> : null;
  if (findings.length === 0) {
    return (
      <p className="note" data-kind={muted === undefined ? 'passed' : 'muted'}>
        <Icon name={muted === undefined ? 'passed' : 'warning'} />{' '}
        {muted === undefined ? 'No findings.' : 'Findings are muted while the incident is open.'}
      </p>
    );
  }
  return (
    <>
      <p>{countText(findings.length, 'finding')}</p>
      <ul className="findings">
        {findings.map((one) => (
          <li key={JSON.stringify(one.finding)} className="panel" data-code={one.finding.code}>
            <FindingText one={one} />
          </li>
        ))}
      </ul>
    </>
  );
}

function FindingText({ one: { finding, title, source } }: { readonly one: FindingWithSource }) {
  const { severity, message, resource, field, callers, outcome } = finding;
  return (
    <>
      <h2>
        <span className={severity === 'error' ? 'alarm' : 'severity'}>
          <Icon name={SIGNS[severity] ?? 'application'} /> {severity}
        </span>{' '}
        {title}
      </h2>
      <p className="message">{message}</p>
      <dl className="facts">
        {resource && <Fact name="Resource" text={resource} />}
        {field && <Fact name="Field" text={field} />}
        {callers && <Fact name="Callers get" text={callers} />}
        {outcome && <Fact name="Outcome" text={outcome} />}
      </dl>
      {source && <SourceBlock source={source} />}
    </>
  );
}

function Fact({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  );
}
