import type { Stop } from '../client/path.ts';
import { versionKind } from '../client/version-kind.ts';
import line from './path-line.module.css';
import styles from './path-stop.module.css';
import { ProxyMark } from './proxy-mark.tsx';
import { VersionMark } from './version-mark.tsx';

/** What a stop called, and what was called from there. */
export function PathStops({ caller, stops }: { caller: string; stops: readonly Stop[] }) {
  if (stops.length === 0) return null;
  return (
    <ul className={line.calls} aria-label={`called by ${caller}`} data-branches={stops.length > 1}>
      {stops.map((stop, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a service may be called twice, and its place is what it is
        <li key={place} className={line.branch}>
          <PathStop stop={stop} />
          <PathStops caller={stop.name} stops={stop.calls} />
        </li>
      ))}
    </ul>
  );
}

function PathStop({ stop }: { stop: Stop }) {
  const { name, kind, version, failed, callerSidecar, ownSidecar } = stop;
  const shown = failed ? 'failed' : version && versionKind(version);
  const tier = kind === 'service' ? { 'data-hop': name, 'data-version': version ?? shown } : {};
  return (
    <div className={line.stop} {...tier} data-stop={kind} data-kind={shown}>
      {callerSidecar && <ProxyMark className={`${line.sidecar} ${line.leaving}`} />}
      {ownSidecar && <ProxyMark className={`${line.sidecar} ${line.entering}`} />}
      <span className={`${styles.mark} ${shown ? '' : styles.unknown}`}>
        {kind === 'gateway' && !failed ? <ProxyMark className={styles.gateway} /> : <Version stop={stop} />}
      </span>
      <StopText stop={stop} shown={shown} />
    </div>
  );
}

function Version({ stop: { version, failed } }: { stop: Stop }) {
  if (failed) return <VersionMark version="failed" />;
  return version ? <VersionMark version={version} /> : null;
}

function StopText({ stop, shown }: { stop: Stop; shown: string | undefined }) {
  const { name, version, pod, durationMs, note } = stop;
  return (
    <div className={styles.about}>
      <p className={styles.name}>{name}</p>
      {shown && <p className={`${styles.version} ${styles[shown]}`}>{version ?? shown}</p>}
      {pod && <code className={styles.pod}>{pod}</code>}
      {note && <p className={styles.detail}>{note}</p>}
      {durationMs !== undefined && <p className={styles.detail}>{durationMs.toFixed(1)} ms</p>}
      <SidecarText stop={stop} />
    </div>
  );
}

/** What is known of the sidecars on the stretch that leads to a stop. */
function SidecarText({ stop: { callerSidecar, ownSidecar, callerIdentity } }: { stop: Stop }) {
  if (!callerSidecar && !ownSidecar) return null;
  return (
    <p className={styles.detail} data-sidecar={ownSidecar ? 'both' : 'caller'}>
      <ProxyMark className={styles.inline} />{' '}
      {callerIdentity ? (
        <>
          sidecar, mTLS from <code>{callerIdentity}</code>
        </>
      ) : (
        "called through its caller's sidecar"
      )}
    </p>
  );
}
