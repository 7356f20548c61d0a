export { acceptedResources, askScenario } from './ask-scenario.ts';
export { report } from './report.ts';
export { type Expected, type ExpectedAnswer, readScenarios, type Scenario } from './scenario.ts';
