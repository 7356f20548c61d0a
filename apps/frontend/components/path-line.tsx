import type { Outcome } from '../client/ask.ts';
import { type Station, stationsOf } from '../client/stations.ts';
import { versionKind } from '../client/version-kind.ts';
import styles from './path-line.module.css';
import { TraceId } from './trace-id.tsx';
import { VersionMark } from './version-mark.tsx';

/** The way the request took through the mesh: one chip a hop, and the trace to look it up by. */
export function PathLine({ outcome }: { outcome: Outcome | undefined }) {
  const traceId = outcome?.ok ? outcome.answer.traceId : outcome?.failure.traceId;
  return (
    <section className={styles.path} aria-labelledby="path">
      <h2 id="path" className={styles.title}>
        The way it took
      </h2>
      {/* A new key a request draws the line anew. */}
      <ol className={styles.line} key={traceId}>
        <li className={styles.stop}>
          <span className={`${styles.mark} ${styles.origin}`} />
          <p className={`${styles.service} ${styles.name}`}>your browser</p>
        </li>
        {stationsOf(outcome).map((station) => (
          <Hop key={station.service} station={station} />
        ))}
      </ol>
      {traceId && <TraceId id={traceId} />}
      {!outcome && (
        <p className={styles.hint}>
          Every service runs in two versions. Send an item to see which pods answer it.
        </p>
      )}
    </section>
  );
}

function Hop({ station: { service, version, pod, durationMs } }: { station: Station }) {
  const kind = version && versionKind(version);
  return (
    <li className={styles.stop} data-hop={service} data-version={version} data-kind={kind}>
      <span className={`${styles.mark} ${kind ? styles[kind] : styles.unknown}`}>
        {version && <VersionMark version={version} />}
      </span>
      <div className={styles.service}>
        <p className={styles.name}>{service}</p>
        {version && kind && <p className={`${styles.version} ${styles[kind]}`}>{version}</p>}
        {pod && <code className={styles.pod}>{pod}</code>}
        {durationMs !== undefined && <p className={styles.duration}>{durationMs.toFixed(1)} ms</p>}
      </div>
    </li>
  );
}
