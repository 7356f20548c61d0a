import type { ServerResponse } from 'node:http';
import type { ConsoleEventName, ConsoleEvents } from '../protocol.ts';

/** An event with its data. */
export type ConsoleEvent = {
  readonly [Name in ConsoleEventName]: { readonly name: Name; readonly data: ConsoleEvents[Name] };
}[ConsoleEventName];

/**
 * Bytes that wait for one page; a page that lets more wait is cut off, and gets the whole state when it comes back. One
 * event is sent however long it is: the state of a mesh of thousands of pods would come again and again, and never arrive.
 */
const LONGEST_QUEUE = 4 * 1024 * 1024;
/** Pages at a time. */
const MOST_PAGES = 32;

/** The pages that are open. Server-sent events: HTML standard, 9.2. */
export interface EventStream {
  /** Those that are coming count, too. */
  readonly pages: number;
  /** A page is coming, and gets its state before long: until the function is called, it is not the last page that goes. */
  expect(): () => void;
  /** Adds a page, and sends it the present state first; false where it has gone, or too many are open. */
  connect(response: ServerResponse, state: readonly ConsoleEvent[]): boolean;
  send(event: ConsoleEvent): void;
  close(): void;
}

/**
 * @param onPages told how many pages are open, whenever that changes
 */
export function createEventStream(onPages: (pages: number) => void): EventStream {
  const pages = new Set<ServerResponse>();
  let coming = 0;
  const write = (page: ServerResponse, text: string) => {
    if (page.destroyed) return;
    if (page.writableLength > LONGEST_QUEUE) page.destroy();
    else page.write(text);
  };
  return {
    get pages() {
      return pages.size + coming;
    },
    expect: () => {
      coming += 1;
      return () => {
        coming -= 1;
      };
    },
    connect: (page, state) => {
      // It may have gone while the state was put together.
      if (pages.size >= MOST_PAGES || page.destroyed) return false;
      page.on('close', () => {
        if (pages.delete(page)) onPages(pages.size + coming);
      });
      pages.add(page);
      write(page, `retry: 1000\n\n${state.map(textOf).join('')}`);
      onPages(pages.size + coming);
      return true;
    },
    send: (event) => {
      if (pages.size === 0) return;
      const text = textOf(event);
      for (const page of pages) write(page, text);
    },
    close: () => {
      for (const page of pages) page.destroy();
    },
  };
}

/** JSON has no line end in it. */
function textOf({ name, data }: ConsoleEvent): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
