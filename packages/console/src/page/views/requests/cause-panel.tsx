import type { Cause, Diagnosis } from '@lab/evidence';
import { Icon } from '../../parts/icon.tsx';

/** Why a request failed: the cause, what shows it, and what to do. */
export function CausePanel({ diagnosis }: { readonly diagnosis: Diagnosis }) {
  const { causes, origin, hops, unseen } = diagnosis;
  return (
    <section className="panel cause" aria-labelledby="cause">
      <h2 id="cause">
        <Icon name="failed" /> Why it failed
      </h2>
      {causes.length === 0 && <p>The evidence does not decide. The proxy where it failed logged: {origin}</p>}
      {causes.map((cause) => (
        <CauseText key={cause.code} cause={cause} />
      ))}
      <p>
        <small>
          Path: {hops.join(' → ')}
          {unseen.length > 0 && `. The access logs do not have: ${unseen.join(', ')}`}
        </small>
      </p>
    </section>
  );
}

function CauseText({ cause }: { readonly cause: Cause }) {
  const { code, certainty, sentence, lines, not, next } = cause;
  return (
    <article data-cause={code}>
      <p className="sentence">
        {sentence} <code>{code}</code> <span className="badge">{certainty}</span>
      </p>
      <h3>Evidence</h3>
      <dl className="evidence">
        {lines.map(({ source, text }) => (
          <div key={`${source} ${text}`}>
            <dt>{source}</dt>
            <dd>
              <code>{text}</code>
            </dd>
          </div>
        ))}
      </dl>
      <Texts title="Not, or not only" texts={not} />
      <Texts title="Try next" texts={next} />
    </article>
  );
}

function Texts({ title, texts }: { readonly title: string; readonly texts: readonly string[] }) {
  if (texts.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul className="texts">
        {texts.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </>
  );
}
