'use client';

import { useRef, useState } from 'react';
import { ask, type Outcome } from '../client/ask.ts';
import { AnswerSign } from './answer-sign.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { ItemForm } from './item-form.tsx';
import { PathLine } from './path-line.tsx';
import styles from './sorter.module.css';
import { SplitBoard } from './split-board.tsx';

/** The page's working part: an item in, its bin and the way of the request out. */
export function Sorter() {
  const [item, setItem] = useState('');
  const [canary, setCanary] = useState(false);
  const [pending, setPending] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const underWay = useRef<AbortController>(undefined);

  async function send(wanted: string) {
    underWay.current?.abort();
    const controller = new AbortController();
    underWay.current = controller;
    setItem(wanted);
    setPending(true);
    try {
      setOutcome(await ask(wanted, { canary, signal: controller.signal }));
    } catch (error) {
      if (!controller.signal.aborted) throw error;
    } finally {
      if (underWay.current === controller) setPending(false);
    }
  }

  return (
    <>
      <ItemForm
        item={item}
        onItem={setItem}
        canary={canary}
        onCanary={setCanary}
        pending={pending}
        onSend={send}
      />
      <div className={styles.result} aria-busy={pending}>
        {outcome?.ok && <AnswerSign answer={outcome.answer} />}
        {outcome?.ok === false && <FailureNotice failure={outcome.failure} />}
        <PathLine outcome={outcome} />
      </div>
      <p role="status" className="visually-hidden">
        {outcome?.ok && summary(outcome.answer)}
      </p>
      <SplitBoard item={item} canary={canary} />
    </>
  );
}

function summary({ item, bin, hops }: Extract<Outcome, { ok: true }>['answer']): string {
  const path = hops.map(({ service, version }) => `${service} ${version}`).join(', ');
  return `${item}: ${bin.name}. Answered by ${path}.`;
}
