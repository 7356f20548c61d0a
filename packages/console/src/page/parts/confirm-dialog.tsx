import { type RefObject, useId } from 'react';

/** What a person is asked before something is done that cannot be undone. */
export interface Question {
  readonly title: string;
  /** What would be lost. */
  readonly text: string;
  readonly yes: string;
  readonly no: string;
}

interface Props {
  /** `showModal` asks; the focus returns to where it was (HTML standard, "the dialog element"). */
  readonly dialog: RefObject<HTMLDialogElement | null>;
  readonly question: Question;
  onYes(): void;
}

/** Asks first. The focus begins at the answer that changes nothing, and Escape gives it, too. */
export function ConfirmDialog({ dialog, question: { title, text, yes, no }, onYes }: Props) {
  const id = useId();
  function confirm() {
    dialog.current?.close();
    onYes();
  }
  return (
    <dialog ref={dialog} role="alertdialog" aria-labelledby={`${id}-title`} aria-describedby={`${id}-text`}>
      <h2 id={`${id}-title`}>{title}</h2>
      <p id={`${id}-text`}>{text}</p>
      <form method="dialog">
        <button type="submit">{no}</button>{' '}
        <button type="button" className="quiet" onClick={confirm}>
          {yes}
        </button>
      </form>
    </dialog>
  );
}
