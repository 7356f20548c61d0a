import { countVersions, type Mark, type Split } from '../client/split.ts';
import { versionKind } from '../client/version-kind.ts';
import styles from './split-row.module.css';
import { VersionMark } from './version-mark.tsx';

type Props = { tier: string; split: Split; slots: number };

/** One tier's share: a bar a request in the order of the answers, and the counts by version. */
export function SplitRow({ tier, split, slots }: Props) {
  const counts = countVersions(split, tier);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  return (
    <div className={styles.row} data-tier={tier}>
      <h3 className={styles.tier}>{tier}</h3>
      <div className={styles.bars} aria-hidden="true">
        {Array.from({ length: slots }, (_, slot) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a slot is its place
          <span key={slot} data-kind={kindOf(split.requests[slot]?.get(tier)?.at(-1))} />
        ))}
      </div>
      <ul className={styles.counts} aria-label={`${tier}, calls by version`}>
        {counts.map(([version, count]) => (
          <li key={version} data-version={version}>
            <VersionMark version={version} /> {count} {version}{' '}
            <small>{Math.round((count / total) * 100)}%</small>
          </li>
        ))}
      </ul>
    </div>
  );
}

function kindOf(mark: Mark | undefined) {
  if (!mark) return undefined;
  return mark === 'failed' ? mark : versionKind(mark.version);
}
