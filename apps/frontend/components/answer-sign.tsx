import type { Answer } from '../server/backend-answer.ts';
import styles from './answer-sign.module.css';
import { BinIcon } from './bin-icon.tsx';

const kinds = { reuse: 'Reuse', resale: 'Resale', recycling: 'Recycling' };

/** The answer, as a sign over the bin. */
export function AnswerSign({ answer }: { answer: Answer }) {
  const { item, bin, material, confidence, alternatives } = answer;
  return (
    <section className={styles.sign} aria-labelledby="bin">
      <div className={styles.answer}>
        <div className={styles.colour} style={{ backgroundColor: bin.colour }}>
          <BinIcon className={styles.icon} />
        </div>
        <div className={styles.text}>
          <p className={styles.item}>{item}</p>
          <h2 id="bin" className={styles.name}>
            {bin.name}
          </h2>
          <p className={styles.facts}>{`${material}, ${Math.round(confidence * 100)}\u00a0%\u00a0sure`}</p>
          <meter className={styles.confidence} value={confidence} aria-label="Confidence" />
        </div>
      </div>
      <dl className={styles.alternatives}>
        {alternatives.map(({ kind, text }) => (
          <div key={kind}>
            <dt>{kinds[kind]}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
