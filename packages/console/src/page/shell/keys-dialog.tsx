import { useEffect, useRef, useState } from 'react';
import { VIEWS } from '../routing/address.ts';
import { go } from '../routing/use-address.ts';
import { TITLES } from './titles.ts';

const ID = 'keys';
const OFF = 'console-keys-off';

/** Keys of the page; those of one character can be turned off, as WCAG 2.1.4 asks. */
const KEYS: readonly (readonly [key: string, what: string])[] = [
  ['?', 'these keys'],
  ...VIEWS.map((view, index) => [String(index + 1), `the view ${TITLES[view]}`] as const),
  ['/', 'the first field of the view'],
  ['Arrow keys', 'in the graph and in the spans of a request: the next one; left and right close and open'],
  ['Home, End', 'the first one and the last one'],
  ['Enter', 'details of the focused one'],
];

export function openKeys(): void {
  const dialog = document.getElementById(ID);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

function doKey(key: string): boolean {
  const view = VIEWS[Number(key) - 1];
  if (view) go({ view });
  else if (key === '?') openKeys();
  else if (key === '/') document.querySelector<HTMLElement>('main input, main select')?.focus();
  else return false;
  return true;
}

function isWriting({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && target.matches('input, select, textarea, [contenteditable]');
}

/** The keys of the page, in a dialog, and what they do. */
export function KeysDialog() {
  const [isOff, setOff] = useState(() => localStorage.getItem(OFF) !== null);
  const off = useRef(isOff);
  useEffect(() => {
    off.current = isOff;
    if (isOff) localStorage.setItem(OFF, 'true');
    else localStorage.removeItem(OFF);
  }, [isOff]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (off.current || event.ctrlKey || event.metaKey || event.altKey || isWriting(event)) return;
      if (document.querySelector('dialog[open]')) return;
      if (doKey(event.key)) event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <dialog id={ID} aria-labelledby="keys-title">
      <h2 id="keys-title">Keys</h2>
      <dl className="keys">
        {KEYS.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label>
        <input type="checkbox" checked={!isOff} onChange={(event) => setOff(!event.target.checked)} /> Use
        single-character keys
      </label>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
