/** `./lab explain` against the running Envoys: the same requests, over every component that runs here. */
import { compareExplanations, runnableComponents } from '../support/lab/compare-explanations.ts';
import { startTestLab } from '../support/lab/test-lab.ts';

compareExplanations(runnableComponents(), startTestLab);
