import {
  type CommandContext,
  type CommandDefinition,
  type CommandResult,
  jsonResult,
  UsageError,
} from '../command.ts';
import { askMesh, type PlaceOptions, placeOption } from '../place-option.ts';
import { nothingFoundText, notReadText, whyText } from '../render/why-text.ts';

interface WhyOptions extends PlaceOptions {
  readonly id?: string;
  /** Milliseconds. */
  readonly since?: number;
  readonly json?: boolean;
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** Says why a request failed. */
export const whyCommand: CommandDefinition<WhyOptions> = {
  name: 'why',
  argument: {
    name: 'id',
    required: false,
    description: 'trace ID or request ID, or its beginning (default: the last request that failed)',
  },
  summary: 'say why a request failed: the cause, with its evidence and what to try next',
  options: [
    {
      flags: '--since <duration>',
      description: 'only failures since then: 30s, 5m, 1h',
      parse: readDuration,
    },
    placeOption,
    { flags: '--json', description: 'print the cause and the evidence as JSON (docs/why.md)' },
  ],
  examples: [
    ['./lab why', 'explain the last failure'],
    ['./lab why 4bf92f35', 'explain the request whose trace ID or request ID starts with 4bf92f35'],
    ['./lab why --since 5m --json', 'print JSON for a script'],
    ['./lab why --on kind', 'ask the cluster of ./lab kind up'],
  ],
  reading: `A request has failed if its caller gets a status from 400, a reset, or no answer in time, at the gateway or at any sidecar.
"certain" means that no other cause leaves this evidence; "likely" means that one may. docs/why.md lists the causes.
The exit code is 0 if a cause is found or nothing failed, and 1 if the evidence does not decide or no request has the ID.`,
  run: why,
};

async function why(context: CommandContext, options: WhyOptions): Promise<CommandResult> {
  const { id, since, json } = options;
  const wanted = id?.toLowerCase();
  if (wanted !== undefined && !/^[0-9a-f-]{4,36}$/.test(wanted))
    throw new UsageError(`"${id}" is not a trace ID or request ID: use at least 4 of its hexadecimal digits`);
  const question = {
    ...(wanted !== undefined && { id: wanted }),
    ...(since !== undefined && { since: Date.now() - since }),
  };
  const answer = await askMesh(context, options, (mesh) => mesh.why(question));
  const { diagnosis } = answer;
  const exitCode = diagnosis ? (diagnosis.causes.length > 0 ? 0 : 1) : wanted === undefined ? 0 : 1;
  if (json) return jsonResult(diagnosis, exitCode);
  const { paint, note } = context.terminal;
  if (!diagnosis) return { exitCode, output: nothingFoundText(answer, question) };
  if (answer.lookedBackTo !== null) note(notReadText(answer.lookedBackTo));
  return { exitCode, output: whyText(diagnosis, paint) };
}

function readDuration(text: string): number {
  const [, count, unit = ''] = /^(\d+)(s|m|h)$/.exec(text) ?? [];
  if (count === undefined) throw new UsageError(`"${text}" is not a duration: write 30s, 5m or 1h`);
  return Number(count) * (UNITS[unit] ?? 0);
}
