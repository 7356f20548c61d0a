'use client';

import { useEffect, useRef, useState } from 'react';
import { type Asked, ask, type Outcome } from '../client/ask.ts';
import { describeQuestion, type Question } from '../client/question.ts';
import { AnswerSign } from './answer-sign.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { ItemForm } from './item-form.tsx';
import { PathLine } from './path-line.tsx';
import styles from './sorter.module.css';
import { SplitBoard } from './split-board.tsx';

/** An answer comes in milliseconds as a rule: only one that takes longer is worth a word. */
const SLOW_MS = 400;

type Props = {
  /** What the page's address asks, for a browser without JavaScript, and the answer to it. */
  question: Question | undefined;
  asked: Asked | undefined;
  /** Address of the lab's console, where there is one. */
  consoleUrl: string | undefined;
};

/** The page's working part: an item in, its bin and the way of the request out. */
export function Sorter({ question, asked: first, consoleUrl }: Props) {
  const [item, setItem] = useState(question?.item ?? '');
  const [canary, setCanary] = useState(question?.canary ?? false);
  const [pending, setPending] = useState<Question>();
  const [asked, setAsked] = useState(first);
  const underWay = useRef<AbortController>(undefined);

  async function send(wanted: string) {
    underWay.current?.abort();
    const controller = new AbortController();
    underWay.current = controller;
    const next = { item: wanted, canary };
    setItem(wanted);
    setPending(next);
    try {
      setAsked({ question: next, outcome: await ask(next, controller.signal) });
    } catch (error) {
      if (!controller.signal.aborted) throw error;
    } finally {
      if (underWay.current === controller) setPending(undefined);
    }
  }

  const slow = useSlow(pending);
  const outcome = asked?.outcome;
  return (
    <>
      <ItemForm
        item={item}
        onItem={setItem}
        canary={canary}
        onCanary={setCanary}
        refused={question !== undefined && first === undefined}
        pending={pending !== undefined}
        onSend={send}
        {...(slow && { onStop: () => underWay.current?.abort() })}
      />
      <Result asked={asked} pending={slow} canary={canary} consoleUrl={consoleUrl} />
      <p role="status" className="visually-hidden">
        {outcome?.ok && summary(outcome.answer)}
      </p>
      <SplitBoard item={item} canary={canary} />
    </>
  );
}

/** The question under way, once it has been for a while. */
function useSlow(pending: Question | undefined): Question | undefined {
  const [slow, setSlow] = useState<Question>();
  useEffect(() => {
    if (!pending) return;
    const timer = setTimeout(() => setSlow(pending), SLOW_MS);
    return () => clearTimeout(timer);
  }, [pending]);
  return slow === pending ? slow : undefined;
}

type ResultProps = { asked: Asked | undefined; pending: Question | undefined; canary: boolean } & Pick<
  Props,
  'consoleUrl'
>;

/** The last answer; one to another question than is asked now is kept, but says so. */
function Result({ asked, pending, canary, consoleUrl }: ResultProps) {
  const outcome = asked?.outcome;
  const before = asked && oldNote(asked.question, pending, canary);
  return (
    <div className={styles.result} aria-busy={pending !== undefined} data-stale={before !== undefined}>
      <p role="status" className={styles.note}>
        {pending && `Waiting for the answer to ${describeQuestion(pending)}. `}
        {before}
      </p>
      {outcome?.ok && <AnswerSign answer={outcome.answer} />}
      {outcome?.ok === false && <FailureNotice failure={outcome.failure} />}
      <PathLine asked={asked} consoleUrl={consoleUrl} />
    </div>
  );
}

function oldNote(question: Question, pending: Question | undefined, canary: boolean): string | undefined {
  if (pending) return `Below is the previous answer, for ${describeQuestion(question)}.`;
  if (question.canary === canary) return undefined;
  return `This answer is from before you turned the canary switch ${canary ? 'on' : 'off'}, for ${describeQuestion(question)}. Sort it again.`;
}

function summary({ item, bin, hops }: Extract<Outcome, { ok: true }>['answer']): string {
  const path = hops.map(({ service, version }) => `${service} ${version}`).join(', ');
  return `${item}: ${bin.name}. Answered by ${path}.`;
}
