import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { send } from '../../store/ask.ts';

/** Replaces the pods of a workload one by one. */
export function RestartButton({ workload }: { readonly workload: string }) {
  const [note, setNote] = useState('');
  const [isBusy, setBusy] = useState(false);
  async function restart() {
    setBusy(true);
    setNote('Replacing the pods…');
    const answer = await send('/api/restart', { workload });
    setNote(
      answer.ok
        ? 'All pods are new.'
        : [answer.problem.error, answer.problem.remedy].filter(Boolean).join(' '),
    );
    setBusy(false);
  }
  return (
    <>
      <Button className="quiet" onClick={restart} isOff={isBusy}>
        Restart {workload}
      </Button>{' '}
      <small role="status">{note}</small>
    </>
  );
}
