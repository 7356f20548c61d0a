import type { LessonState, LessonSummary, OpenLesson } from '../../../protocol.ts';
import { Icon } from '../../parts/icon.tsx';
import { useLostFocus } from '../../parts/use-lost-focus.ts';
import { useConsole } from '../../store/store.ts';
import { Checks } from './checks.tsx';
import { LessonPage } from './lesson-page.tsx';
import { OrderButton } from './order-button.tsx';
import { Cause, Questions } from './questions.tsx';
import './learn.css';

/** The lesson that is open: its task, and its checks as they turn right. */
export function LearnView() {
  const lesson = useConsole((state) => state.lesson);
  const current = lesson?.current;
  useLostFocus(lesson && (current?.name ?? ''), () => document.getElementById('lesson-title')?.focus());
  useLostFocus(lesson && `${current?.cause !== undefined}`, () =>
    document.getElementById('incident')?.focus(),
  );
  return (
    <>
      <header className="view-head">
        <div>
          <h1>Learn</h1>
          <p className="lead">
            Each lesson is a small mesh with a task. You edit its files with your own editor; the checks test
            how the mesh behaves.
          </p>
        </div>
      </header>
      {!lesson && <p className="empty">The lessons have not been reported yet.</p>}
      {lesson && current && <Open lesson={current} folder={lesson.folder} />}
      {lesson && <Lessons lesson={lesson} />}
    </>
  );
}

function Open({ lesson, folder }: { readonly lesson: OpenLesson; readonly folder: string }) {
  const { name, text, minutes, files, isDone, hint, questions, cause } = lesson;
  return (
    <article className="lesson" data-lesson={name} data-done={isDone}>
      <section className="panel" aria-labelledby="lesson-title">
        <h2 id="lesson-title" tabIndex={-1}>
          {text.title}
        </h2>
        <p>
          <small>
            {name}, about {minutes} minutes
          </small>
        </p>
        <h3>Situation</h3>
        <LessonPage text={text.situation} />
        <h3>Task</h3>
        <LessonPage text={text.task} />
        <h3>Your files</h3>
        <p>
          In <code>{folder}</code>:
        </p>
        <ul className="texts">
          {files.map((file) => (
            <li key={file}>
              <code>{file}</code>
            </li>
          ))}
        </ul>
        <h3>Look at</h3>
        <LessonPage text={text.look} />
      </section>
      <div className="lesson-side">
        {isDone && (
          <section className="note" data-kind="passed" aria-label="Done">
            <p>
              <Icon name="passed" /> <b>Done.</b> What you now know:
            </p>
            <ul className="texts">
              {text.learned.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </section>
        )}
        <Checks lesson={lesson} />
        {hint !== undefined && (
          <p className="note" data-kind="muted" data-hint>
            <b>Hint:</b> {hint}
          </p>
        )}
        {questions && <Questions key={name} questions={questions} mistakes={lesson.mistakes ?? []} />}
        {cause && <Cause cause={cause} />}
      </div>
    </article>
  );
}

function Lessons({ lesson: { lessons, current } }: { readonly lesson: LessonState }) {
  return (
    <section className="panel" aria-labelledby="lessons">
      <h2 id="lessons">All lessons</h2>
      <ol className="lessons">
        {lessons.map((one) => (
          <li key={one.name} data-state={one.progress?.state}>
            <Summary lesson={one} isOpen={one.name === current?.name} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Summary({
  lesson: { name, title, progress },
  isOpen,
}: {
  readonly lesson: LessonSummary;
  readonly isOpen: boolean;
}) {
  const isDone = progress?.state === 'done';
  return (
    <>
      <span className="lesson-state">
        {isDone && <Icon name="passed" />} {isDone ? 'done' : progress ? 'begun' : ''}
      </span>
      <span>
        <b>{title}</b> <small>{name}</small>
      </span>
      {isOpen ? (
        <small>open</small>
      ) : (
        <OrderButton path="/api/lesson/start" order={{ name }} text="Start" about={title} />
      )}
    </>
  );
}
