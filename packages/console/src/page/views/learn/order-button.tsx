import { useState } from 'react';
import { send } from '../../store/ask.ts';
import { useConsole } from '../../store/store.ts';

interface Props {
  readonly path: string;
  readonly order?: unknown;
  readonly text: string;
  /** What it is about, for a reader that hears the button alone. */
  readonly about?: string;
  readonly isQuiet?: boolean;
}

/** A button that asks the lab to do something with a lesson, and says why it did not. The lab does one thing at a time. */
export function OrderButton({ path, order = {}, text, about, isQuiet = true }: Props) {
  const [note, setNote] = useState('');
  const [isSending, setSending] = useState(false);
  const isBusy = useConsole(({ lesson }) => lesson?.isBusy ?? false);
  async function ask() {
    setSending(true);
    const answer = await send(path, order);
    setNote(answer.ok ? '' : [answer.problem.error, answer.problem.remedy].filter(Boolean).join(' '));
    setSending(false);
  }
  return (
    <span>
      <button
        type="button"
        className={isQuiet ? 'quiet' : undefined}
        disabled={isSending || isBusy}
        onClick={ask}
      >
        {text}
        {about && <span className="visually-hidden"> {about}</span>}
      </button>{' '}
      <small role="status" className="alarm">
        {note}
      </small>
    </span>
  );
}
