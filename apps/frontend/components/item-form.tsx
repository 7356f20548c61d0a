import type { SubmitEvent } from 'react';
import styles from './item-form.module.css';

const examples = [
  'pizza box',
  'wine bottle',
  'broken phone',
  'AA batteries',
  'torn T-shirt',
  'banana peel',
  'yoghurt pot',
  'old paint',
];

type Props = {
  item: string;
  onItem(item: string): void;
  canary: boolean;
  onCanary(canary: boolean): void;
  pending: boolean;
  onSend(item: string): void;
};

/** The question: an item, examples of it, and the switch for the canary. */
export function ItemForm({ item, onItem, canary, onCanary, pending, onSend }: Props) {
  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    onSend(item.trim());
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <h1 className={styles.question}>
        <label htmlFor="item">What do you want to throw away?</label>
      </h1>
      <div className={styles.line}>
        <input
          id="item"
          className={styles.item}
          value={item}
          onChange={(event) => onItem(event.target.value)}
          placeholder="e.g. a jam jar"
          required
          pattern=".*\S.*"
          title="Name an item"
          maxLength={200}
          autoComplete="off"
          enterKeyHint="send"
        />
        <button type="submit" className={styles.send}>
          {pending ? 'Sorting…' : 'Sort it'}
        </button>
      </div>
      <Examples onSend={onSend} />
      <label className={styles.canary}>
        <input
          type="checkbox"
          // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox tells its state itself and must not have aria-checked
          role="switch"
          checked={canary}
          onChange={(event) => onCanary(event.target.checked)}
        />
        <span>
          Canary only{' '}
          <span className={styles.hint}>
            sends <code>x-canary: true</code>
          </span>
        </span>
      </label>
    </form>
  );
}

function Examples({ onSend }: Pick<Props, 'onSend'>) {
  return (
    <ul className={styles.examples} aria-label="Examples">
      {examples.map((example) => (
        <li key={example}>
          <button type="button" onClick={() => onSend(example)}>
            {example}
          </button>
        </li>
      ))}
    </ul>
  );
}
