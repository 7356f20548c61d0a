/**
 * Runs in the console's page before its own scripts: notes when a request, or the count of calls that includes it, has been
 * painted. A change of the document is painted in the next frame; what is posted from within that frame comes after it.
 * Times are milliseconds since the epoch, by the same clock as those of other processes of the machine.
 */
(() => {
  const ENTRY = 'tr[data-edge="istio-system/istio-ingressgateway>frontend/frontend"] [data-figure="got"]';
  /** Ids of rows that were painted before: more than the list shows, and no more, as it is in the heap that is measured. */
  const seen = new Set();
  const MOST_SEEN = 2_000;
  /** Rows of the list: ids, and when they were painted. */
  const rows = [];
  /** Calls to the frontend in the table of the mesh: how many, and when that was painted. */
  const counts = [];
  let fresh = [];
  let isAwaited = false;
  const after = new MessageChannel();
  let painted = () => {};
  after.port1.onmessage = () => painted();

  const countNow = () => {
    const figures = [...document.querySelectorAll(ENTRY)].map(({ textContent }) =>
      Number(/\((\d+)\)/.exec(textContent)?.[1] ?? 0),
    );
    return figures.length === 0 ? undefined : figures.reduce((sum, figure) => sum + figure, 0);
  };
  const frame = () => {
    const ids = fresh;
    const count = countNow();
    fresh = [];
    isAwaited = false;
    painted = () => {
      const at = Date.now();
      if (ids.length > 0) rows.push({ at, ids });
      if (count !== undefined && count !== counts.at(-1)?.count) counts.push({ at, count });
    };
    after.port2.postMessage(undefined);
  };
  const note = (node) => {
    if (!(node instanceof Element)) return;
    for (const link of node.querySelectorAll(
      'table.requests a[href^="/requests/"], th > a[href^="/requests/"]',
    )) {
      const id = link.pathname.split('/')[2];
      if (!seen.has(id)) fresh.push(id);
      seen.add(id);
    }
  };
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) note(node);
    if (isAwaited) return;
    isAwaited = true;
    requestAnimationFrame(frame);
  }).observe(document, { childList: true, subtree: true, characterData: true });

  /** What was noted since it was asked before: so little stays in the page's own heap. */
  globalThis.takePaints = () => {
    for (const id of [...seen].slice(0, -MOST_SEEN)) seen.delete(id);
    return { rows: rows.splice(0), counts: counts.splice(0) };
  };
})();
