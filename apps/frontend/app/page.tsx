import { headers } from 'next/headers';
import { itemProblem, readQuestion } from '../client/question.ts';
import { Sorter } from '../components/sorter.tsx';
import { VersionMark } from '../components/version-mark.tsx';
import { answerQuestion } from '../server/answer-question.ts';
import { consoleUrl, identity } from '../server/process.ts';
import styles from './page.module.css';

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function Page({ searchParams }: Props) {
  // Both are known only in a request, so the page is not rendered at build time; nor could be its nonce (proxy.ts).
  const question = readQuestion(await searchParams);
  const received = await headers();
  const askable = question && !itemProblem(question.item) ? question : undefined;
  const outcome = askable && (await answerQuestion(askable, received));
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <p className={styles.name}>Waste sorter</p>
        <p className={styles.server}>
          page from <VersionMark version={identity.version} /> {identity.version} <code>{identity.pod}</code>
        </p>
      </header>
      <main>
        <Sorter
          question={question}
          asked={askable && outcome && { question: askable, outcome }}
          consoleUrl={consoleUrl}
        />
      </main>
    </div>
  );
}
