import type { Lack } from '../../protocol.ts';
import { useConsole } from '../store/store.ts';
import { Icon } from './icon.tsx';

/** What the mesh does not tell; undefined where it does. */
export function useLack(what: Lack['what']): Lack | undefined {
  return useConsole(({ lacks }) => lacks.find((lack) => lack.what === what));
}

/** In the place of what is not known: why, and what to do. */
export function LackNote({ lack: { text, what } }: { readonly lack: Lack }) {
  return (
    <p className="note" data-kind={what === 'answer' ? 'failed' : 'muted'} data-lack={what}>
      <Icon name="warning" /> {text}
    </p>
  );
}
