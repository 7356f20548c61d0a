export { faultInjector, readFault } from './fault.ts';
