/** What an aim is held against: the figure itself, or how it compares with the figure without. */
export type AimOf = 'with' | 'difference' | 'ratio';

export interface Aim {
  readonly of: AimOf;
  readonly most?: number;
  readonly least?: number;
}

/** One row of the benchmark; both figures are medians or quantiles of the same run. */
export interface Measurement {
  readonly measure: string;
  /** Of both figures and of their difference. */
  readonly unit: 'ms' | 'MB' | '/s' | '%';
  /** The figure without what is measured: direct, bare. Absent where there is nothing to compare with. */
  readonly without?: number;
  readonly with: number;
  /** `with` by `without` of blocks taken one after the other, and its quartiles; without it, that of both figures. */
  readonly ratio?: { readonly median: number; readonly low: number; readonly high: number };
  readonly aim?: Aim;
}

/** A measurement with what follows from it. */
export interface JudgedMeasurement extends Omit<Measurement, 'ratio'> {
  readonly difference?: number;
  /** `with` by `without`. */
  readonly ratio?: number;
  /** Quartiles of the ratio, where it is that of pairs. */
  readonly spread?: { readonly low: number; readonly high: number };
  /** Absent without an aim. */
  readonly met?: boolean;
}

/** Compares both figures, and them with the aim. */
export function judge(measurement: Measurement): JudgedMeasurement {
  const { ratio: pairs, ...measured } = measurement;
  const { without, with: value, aim } = measured;
  const ratio = pairs?.median ?? value / (without ?? Number.NaN);
  const spread = pairs && { spread: { low: pairs.low, high: pairs.high } };
  const compared: Pick<JudgedMeasurement, 'difference' | 'ratio' | 'spread'> =
    without === undefined ? {} : { difference: value - without, ratio, ...spread };
  if (!aim) return { ...measured, ...compared };
  const held = { with: value, ...compared }[aim.of];
  if (held === undefined) throw new RangeError(`${measurement.measure}: nothing to hold the aim against`);
  const met = held <= (aim.most ?? Infinity) && held >= (aim.least ?? -Infinity);
  return { ...measured, ...compared, met };
}
