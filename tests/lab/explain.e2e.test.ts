/** `./lab explain` against the running Envoys: two components that decide most; explain-components has all of them. */
import { compareExplanations } from '../support/lab/compare-explanations.ts';
import { openSharedLab } from '../support/lab/shared-lab.ts';

compareExplanations(['authorization', 'canary-50'], openSharedLab);
