'use client';

import { useEffect, useRef, useState } from 'react';
import styles from './trace-id.module.css';

/** The id of a request's trace, to copy, and the command that shows the trace. */
export function TraceId({ id }: { id: string }) {
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
      </span>
    </div>
  );
}
