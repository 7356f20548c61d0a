import type { Effect, Severity } from './catalogue/entry.ts';
import { IST_00XX } from './catalogue/ist-00xx.ts';
import { IST_010X } from './catalogue/ist-010x.ts';
import { IST_011X } from './catalogue/ist-011x.ts';
import { IST_012X } from './catalogue/ist-012x.ts';
import { IST_013X } from './catalogue/ist-013x.ts';
import { IST_014X } from './catalogue/ist-014x.ts';
import { IST_016X } from './catalogue/ist-016x.ts';
import { IST_0106, IST_0133 } from './catalogue/ist-0106.ts';
import { LAB_00XX } from './catalogue/lab-00xx.ts';
import { LAB_01XX } from './catalogue/lab-01xx.ts';
import { LAB_020X } from './catalogue/lab-020x.ts';
import { LAB_021X } from './catalogue/lab-021x.ts';
import { LAB_030X } from './catalogue/lab-030x.ts';
import { LAB_031X } from './catalogue/lab-031x.ts';
import { LAB_032X } from './catalogue/lab-032x.ts';

export type { Effect, Severity };

/**
 * Every finding there is, by the code that never changes its meaning: its severity, its messages and what
 * docs/findings.md says of it. `IST…` are Istio's own, under Istio's names (istio pkg/config/analysis/msg/messages.yaml).
 * `LAB…` are this project's: 00xx what the lab does not support, 01xx files that cannot be read, 02xx workloads that
 * cannot run here, 03xx configuration that is valid and does not do what it seems to.
 */
export const CATALOGUE = {
  ...IST_00XX,
  ...IST_0106,
  ...IST_010X,
  ...IST_011X,
  ...IST_012X,
  ...IST_0133,
  ...IST_013X,
  ...IST_014X,
  ...IST_016X,
  ...LAB_00XX,
  ...LAB_01XX,
  ...LAB_020X,
  ...LAB_021X,
  ...LAB_030X,
  ...LAB_031X,
  ...LAB_032X,
} as const;

export type Catalogue = typeof CATALOGUE;
export type FindingCode = keyof Catalogue;

/** What an error of a code does to the configuration. */
export function effectOf(code: FindingCode): Effect {
  return CATALOGUE[code].effect;
}

/** Heading of the code's section in docs/findings.md, and through it the section's anchor. */
export function findingTitle(code: FindingCode): string {
  return `${code} ${CATALOGUE[code].name}`;
}
