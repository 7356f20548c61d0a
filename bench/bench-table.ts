import { type Paint, table } from '@lab/cli';
import type { Aim, JudgedMeasurement, Measurement } from './measurement.ts';

const header = ['measure', 'without', 'with', 'difference', 'ratio', 'aim', ''];

/** The measurements as a table; figures in the unit of their row. */
export function benchTable(measurements: readonly JudgedMeasurement[], paint: Paint): string {
  return table(
    header.map((title) => title),
    measurements.map((measurement) => row(measurement, paint)),
    paint,
  );
}

function row(measurement: JudgedMeasurement, paint: Paint): string[] {
  const { measure, unit, without, with: value, difference, ratio, spread, aim, met } = measurement;
  const quartiles = spread ? ` (${spread.low.toFixed(2)}–${spread.high.toFixed(2)})` : '';
  const verdict = met ? paint('green', 'met') : paint('red', 'missed');
  return [
    measure,
    without === undefined ? '–' : `${figure(without)} ${unit}`,
    `${figure(value)} ${unit}`,
    difference === undefined ? '–' : `${difference < 0 ? '−' : '+'}${figure(Math.abs(difference))} ${unit}`,
    ratio === undefined ? '–' : `× ${ratio.toFixed(2)}${quartiles}`,
    aim ? aimText(aim, unit) : '–',
    met === undefined ? '' : verdict,
  ];
}

/** Three digits that count, no more. */
function figure(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toFixed(digits);
}

function aimText({ of, most, least }: Aim, unit: Measurement['unit']): string {
  const bound = (value: number) =>
    of === 'ratio' ? `× ${value}` : `${of === 'difference' ? '+' : ''}${value} ${unit}`;
  const texts = [most !== undefined && `≤ ${bound(most)}`, least !== undefined && `≥ ${bound(least)}`];
  return texts.filter(Boolean).join(', ');
}
