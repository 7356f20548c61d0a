import type { OptionDefinition } from '../command.ts';
import { headerOption } from './own-request.ts';

/** What a request is made of, for commands that send one or explain one: {@link RequestOptions}. */
export const requestOptions: readonly OptionDefinition[] = [
  { flags: '--host <host>', description: 'host name that the gateway serves' },
  { flags: '--path <path>', description: 'path and query to request' },
  { flags: '--method <method>', description: 'HTTP method (default: GET, or POST with --data)' },
  {
    flags: '-H, --header <header>',
    description: "header to send, 'name: value'; can be repeated",
    parse: headerOption,
  },
  { flags: '--data <text>', description: 'request body: text, @FILE, or @- for standard input' },
];
