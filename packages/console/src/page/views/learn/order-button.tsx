import { useRef, useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { ConfirmDialog, type Question } from '../../parts/confirm-dialog.tsx';
import { send } from '../../store/ask.ts';
import { useConsole } from '../../store/store.ts';

interface Props {
  readonly path: string;
  readonly order?: unknown;
  readonly text: string;
  /** What it is about, for a reader that hears the button alone. */
  readonly about?: string;
  readonly isQuiet?: boolean;
  /** Asked before the order is sent. */
  readonly question?: Question;
}

/** A button that asks the lab to do something with a lesson, and says why it did not. The lab does one thing at a time. */
export function OrderButton({ path, order = {}, text, about, isQuiet = true, question }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
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
    <>
      <Button
        className={isQuiet ? 'quiet' : undefined}
        isOff={isSending || isBusy}
        onClick={question ? () => dialog.current?.showModal() : ask}
      >
        {text}
        {about && <span className="visually-hidden"> {about}</span>}
      </Button>{' '}
      <small role="status" className="alarm">
        {note}
      </small>
      {question && <ConfirmDialog dialog={dialog} question={question} onYes={ask} />}
    </>
  );
}
