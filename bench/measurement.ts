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
  readonly unit: 'ms' | 'MB' | '/s';
  /** The figure without what is measured: direct, bare. Absent where there is nothing to compare with. */
  readonly without?: number;
  readonly with: number;
  readonly aim?: Aim;
}

/** A measurement with what follows from it. */
export interface JudgedMeasurement extends Measurement {
  readonly difference?: number;
  /** `with` by `without`. */
  readonly ratio?: number;
  /** Absent without an aim. */
  readonly met?: boolean;
}

/** Compares both figures, and them with the aim. */
export function judge(measurement: Measurement): JudgedMeasurement {
  const { without, with: value, aim } = measurement;
  const compared = without === undefined ? {} : { difference: value - without, ratio: value / without };
  if (!aim) return { ...measurement, ...compared };
  const held = { with: value, ...compared }[aim.of];
  if (held === undefined) throw new RangeError(`${measurement.measure}: nothing to hold the aim against`);
  const met = held <= (aim.most ?? Infinity) && held >= (aim.least ?? -Infinity);
  return { ...measurement, ...compared, met };
}
