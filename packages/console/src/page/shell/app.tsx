import { type ComponentType, lazy, Suspense, useEffect, useRef } from 'react';
import type { View } from '../routing/address.ts';
import { useAddress } from '../routing/use-address.ts';
import { MeshView } from '../views/mesh/mesh-view.tsx';
import { Header } from './header.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { Notices } from './notices.tsx';
import { TITLES } from './titles.ts';
import { ViewBoundary } from './view-boundary.tsx';
import './tokens.css';
import './base.css';
import './shell.css';

/** A view whose code loads when it is opened. */
function later<Name extends string>(load: () => Promise<Readonly<Record<Name, ComponentType>>>, name: Name) {
  return lazy(async () => ({ default: (await load())[name] }));
}

/** The mesh is what the page opens with. */
const BODIES: Readonly<Record<View, ComponentType>> = {
  mesh: MeshView,
  requests: later(() => import('../views/requests/requests-view.tsx'), 'RequestsView'),
  split: later(() => import('../views/split/split-view.tsx'), 'SplitView'),
  configuration: later(() => import('../views/configuration/configuration-view.tsx'), 'ConfigurationView'),
  explain: later(() => import('../views/explain/explain-view.tsx'), 'ExplainView'),
  learn: later(() => import('../views/learn/learn-view.tsx'), 'LearnView'),
};

export function App() {
  const { view, rest } = useAddress();
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view, or another thing of it, is a new page to a reader
  useEffect(() => {
    document.title = `${TITLES[view]} – Console`;
    if (isFirst.current) isFirst.current = false;
    else {
      main.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
  }, [view, rest]);
  const Body = BODIES[view];
  return (
    <>
      <a className="skip" href="#main">
        Skip to the view
      </a>
      <Header />
      <main id="main" ref={main} tabIndex={-1} data-view={view}>
        <Notices />
        <ViewBoundary at={`${view}/${rest}`}>
          <Suspense fallback={<p className="empty">Loading…</p>}>
            <Body />
          </Suspense>
        </ViewBoundary>
      </main>
      <KeysDialog />
    </>
  );
}
