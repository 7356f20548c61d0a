/** The longest item that the services take, in UTF-16 code units, as `String.length` counts. */
export const ITEM_LIMIT = 200;

/** What is asked of the application. */
export type Question = {
  readonly item: string;
  /** Whether `x-canary: true` goes with it, which the mesh routes by. */
  readonly canary: boolean;
};

/** Why an item cannot be asked about, in words for a person; undefined if it can. */
export function itemProblem(item: string): string | undefined {
  const { length } = item.trim();
  if (length === 0) return 'Name an item.';
  if (length <= ITEM_LIMIT) return undefined;
  const over = count(length - ITEM_LIMIT);
  return `An item has at most ${ITEM_LIMIT} characters, this one has ${count(length)}: shorten it by ${over}.`;
}

/** The same rule for a browser that checks the form itself. */
export const itemPattern = `\\s*\\S(.{0,${ITEM_LIMIT - 2}}\\S)?\\s*`;

type Parameters = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Reads the question out of the page's address, where a browser without JavaScript writes the fields of the form; a
 * button with an example goes before the item. Undefined for the bare page.
 */
export function readQuestion(parameters: Parameters): Question | undefined {
  const item = last(parameters.example) ?? last(parameters.item);
  return item === undefined ? undefined : { item: item.trim(), canary: last(parameters.canary) === 'on' };
}

/** A question in a few words. */
export function describeQuestion({ item, canary }: Question): string {
  return `“${item}” ${canary ? 'with' : 'without'} x-canary`;
}

function last(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.at(-1) : value;
}

function count(number: number): string {
  return number.toLocaleString('en');
}
