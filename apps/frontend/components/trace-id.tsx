'use client';

import { useEffect, useRef, useState } from 'react';
import styles from './trace-id.module.css';

type Props = { id: string; consoleUrl: string | undefined };

/** The id of a request's trace, to copy, and what shows the trace: the command, and the console where there is one. */
export function TraceId({ id, consoleUrl }: Props) {
  const code = useRef<HTMLElement>(null);
  const [note, setNote] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the note is about the id, and goes with it
  useEffect(() => setNote(''), [id]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(id);
      setNote('Copied');
    } catch {
      // No clipboard without HTTPS or loopback, e.g. at frontend.local.
      if (code.current) getSelection()?.selectAllChildren(code.current);
      setNote('Selected: copy it with your keyboard');
    }
  }

  return (
    <div className={styles.trace}>
      <span>
        Trace <code ref={code}>{id}</code>
      </span>
      <button type="button" onClick={copy}>
        Copy id
      </button>
      <span role="status">{note}</span>
      <span className={styles.command}>
        See all its spans: <code>./lab trace {id}</code>
        {consoleUrl && (
          <>
            {' or '}
            <a href={`${consoleUrl}/requests/${id}`} target="_blank" rel="noreferrer">
              in the console (new tab)
            </a>
          </>
        )}
      </span>
    </div>
  );
}
