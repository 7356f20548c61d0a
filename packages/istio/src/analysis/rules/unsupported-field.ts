import { unsupportedFindings } from '../../model/unsupported.ts';
import type { Rule } from './rule.ts';

/** What a cluster would carry out and the lab does not (LAB0001). */
export const unsupportedField: Rule = (_, resources) => unsupportedFindings(resources);
