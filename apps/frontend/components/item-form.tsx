import { type SubmitEvent, useEffect, useRef } from 'react';
import { ITEM_LIMIT, itemPattern, itemProblem } from '../client/question.ts';
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

/** From this length on the limit is worth a word. */
const NEAR_LIMIT = ITEM_LIMIT - 50;

type Props = {
  item: string;
  onItem(item: string): void;
  canary: boolean;
  onCanary(canary: boolean): void;
  /** The page was asked by its address, in a way that it had to refuse. */
  refused: boolean;
  pending: boolean;
  onSend(item: string): void;
  /** Present while there is something to give up. */
  onStop?: () => void;
};

/**
 * The question: an item, examples of it, and the switch for the canary. Without JavaScript, or before it has come, the
 * browser sends the form by itself, and the page comes back with the answer.
 */
export function ItemForm({ item, onItem, canary, onCanary, refused, pending, onSend, onStop }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const toggle = useRef<HTMLInputElement>(null);
  // What was typed before the page's code came, or what the browser filled in again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page's code has come
  useEffect(() => {
    if (field.current && field.current.value !== item) onItem(field.current.value);
    if (toggle.current && toggle.current.checked !== canary) onCanary(toggle.current.checked);
  }, []);

  function stop() {
    onStop?.();
    // The button goes, and would take the focus with it.
    field.current?.focus();
  }

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    onSend(item.trim());
  }
  return (
    <form className={styles.form} method="get" action="/" onSubmit={submit}>
      <h1 className={styles.question}>
        <label htmlFor="item">What do you want to throw away?</label>
      </h1>
      <div className={styles.line}>
        <input
          ref={field}
          id="item"
          name="item"
          className={styles.item}
          value={item}
          onChange={(event) => onItem(event.target.value)}
          placeholder="e.g. a jam jar"
          required
          pattern={itemPattern}
          title={`An item of 1 to ${ITEM_LIMIT} characters`}
          aria-describedby="item-note"
          aria-invalid={item !== '' && itemProblem(item) !== undefined}
          autoComplete="off"
          enterKeyHint="send"
        />
        <button type="submit" className={styles.send}>
          {pending ? 'Sorting…' : 'Sort it'}
        </button>
        {onStop && (
          <button type="button" className={styles.stop} onClick={stop}>
            Stop
          </button>
        )}
      </div>
      <ItemNote item={item} refused={refused} />
      <Examples onSend={onSend} />
      <label className={styles.canary}>
        <input
          ref={toggle}
          type="checkbox"
          name="canary"
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
      <noscript>
        <p className={styles.hint}>
          Without JavaScript your browser cannot send this header to the gateway. The frontend adds{' '}
          <code>x-canary</code> to its own calls.
        </p>
      </noscript>
    </form>
  );
}

/** What is wrong with the item, or how much of the limit it takes when that is near. */
function ItemNote({ item, refused }: Pick<Props, 'item' | 'refused'>) {
  const problem = item.trim() !== '' || refused ? itemProblem(item) : undefined;
  const { length } = item.trim();
  return (
    <p id="item-note" role="status" className={problem ? styles.problem : styles.count}>
      {problem ?? (length > NEAR_LIMIT && `${length} of ${ITEM_LIMIT} characters`)}
    </p>
  );
}

function Examples({ onSend }: Pick<Props, 'onSend'>) {
  return (
    <ul className={styles.examples} aria-label="Examples">
      {examples.map((example) => (
        <li key={example}>
          <button
            type="submit"
            name="example"
            value={example}
            formNoValidate
            onClick={(event) => {
              event.preventDefault();
              onSend(example);
            }}
          >
            {example}
          </button>
        </li>
      ))}
    </ul>
  );
}
