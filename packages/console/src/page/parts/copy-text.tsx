import { useState } from 'react';

/** A button that copies a text, such as a command or a place in a file. */
export function CopyText({ text, what }: { readonly text: string; readonly what: string }) {
  const [note, setNote] = useState('');
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setNote('Copied');
    } catch {
      setNote('Not copied: the browser does not allow it');
    }
  }
  return (
    <span className="copy">
      <button type="button" className="quiet" onClick={copy} aria-label={`Copy ${what}`}>
        Copy
      </button>
      <span role="status">{note}</span>
    </span>
  );
}
