import { choicesOf, type Incident, type IncidentAnswer, QUESTIONS, type QuestionName } from '@lab/lessons';
import type { LearnEvents } from './events.ts';
import { questionLines } from './name-cause.ts';

/** What the learner pressed, and whether files were saved meanwhile. */
export interface AskedIncident {
  /** Absent where the learner went back, or the loop ends. */
  readonly answer?: IncidentAnswer;
  readonly wasSaved: boolean;
}

/** Asks for hop, cause and evidence, each by the number of a choice; asks again for any other key but `q`, which goes back. */
export async function askIncident(
  { next }: Pick<LearnEvents, 'next'>,
  incident: Incident,
  print: (text: string) => void,
): Promise<AskedIncident> {
  const given: Partial<Record<QuestionName, number>> = {};
  let wasSaved = false;
  for (const name of QUESTIONS) {
    const choices = choicesOf(incident, name);
    const how = `press 1 to ${choices.length}, or q to go back`;
    for (const line of questionLines(incident, name, how)) print(line);
    while (given[name] === undefined) {
      const event = await next();
      if (event.type === 'end' || (event.type === 'key' && event.key === 'q')) return { wasSaved };
      if (event.type === 'saved') {
        wasSaved = true;
        continue;
      }
      const choice = choices[Number(event.key) - 1];
      if (choice === undefined) print(`Not a choice: ${how}.`);
      else {
        given[name] = Number(event.key);
        print(`> ${event.key}  ${choice}`);
      }
    }
  }
  return { answer: given as IncidentAnswer, wasSaved };
}
