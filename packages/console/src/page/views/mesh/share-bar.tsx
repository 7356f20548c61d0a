import type { VersionShare } from '../../../measure/measured-shares.ts';
import { versionKind } from '../../parts/version-mark.tsx';

/** What a version got as a bar, with a tick at its weight and a band for the 99.9% interval. A text beside it says so. */
export function ShareBar({ share }: { readonly share: VersionShare }) {
  const { version, share: got, weight, interval, count } = share;
  const calls = got > 0 ? count / got : 0;
  const band = interval && calls > 0 ? { low: interval.low / calls, high: interval.high / calls } : undefined;
  return (
    <svg className="share-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect className="track" y="2" width="100" height="6" />
      <rect className="got" data-kind={versionKind(version)} y="2" width={got * 100} height="6" />
      {band && (
        <rect className="band" x={band.low * 100} y="0" width={(band.high - band.low) * 100} height="10" />
      )}
      {weight !== undefined && (
        <rect
          className="weight"
          x={Math.min(99, Math.max(0, weight * 100 - 0.5))}
          y="0"
          width="1"
          height="10"
        />
      )}
    </svg>
  );
}
