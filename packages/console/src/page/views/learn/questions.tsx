import { Fragment, useState } from 'react';
import type { LessonAnswer, LessonQuestion, OpenLesson } from '../../../protocol.ts';
import { Icon } from '../../parts/icon.tsx';
import { OrderButton } from './order-button.tsx';

interface Props {
  readonly questions: readonly LessonQuestion[];
  readonly mistakes: NonNullable<OpenLesson['mistakes']>;
}

/** What an incident asks before its fix counts. */
export function Questions({ questions, mistakes }: Props) {
  const [answer, setAnswer] = useState<Readonly<Record<string, number>>>({});
  const order = { answer } as LessonAnswer;
  const isWhole = questions.every(({ question }) => answer[question] !== undefined);
  return (
    <section className="panel" aria-labelledby="incident">
      <h2 id="incident">Name the cause</h2>
      {questions.map(({ question, text, choices }) => (
        <fieldset key={question}>
          <legend>{text}</legend>
          {choices.map((choice, index) => (
            <label key={choice}>
              <input
                type="radio"
                name={question}
                checked={answer[question] === index + 1}
                onChange={() => setAnswer({ ...answer, [question]: index + 1 })}
              />{' '}
              {choice}
            </label>
          ))}
          {mistakes
            .filter((mistake) => mistake.question === question)
            .map(({ why }) => (
              <p key={why} className="alarm">
                <Icon name="failed" /> {why}
              </p>
            ))}
        </fieldset>
      ))}
      <p className="lesson-orders">
        {isWhole && <OrderButton path="/api/lesson/answer" order={order} text="Answer" isQuiet={false} />}{' '}
        <OrderButton
          path="/api/lesson/answer"
          order={{ giveUp: true } satisfies LessonAnswer}
          text="Show the cause"
        />
      </p>
    </section>
  );
}

/** The cause of an incident, once the learner has named it or asked to see it. */
export function Cause({ cause }: { readonly cause: NonNullable<OpenLesson['cause']> }) {
  return (
    <section className="panel" aria-labelledby="incident">
      <h2 id="incident" tabIndex={-1}>
        The cause
      </h2>
      <dl className="observed">
        {cause.map(({ question, text, choice }) => (
          <Fragment key={question}>
            <dt>{text}</dt>
            <dd>{choice}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}
