/** Whether the settings FAULT_… are meant for a pod: FAULT_POD names it, or none. */
export function isMeant(env: NodeJS.ProcessEnv, pod: string | undefined): boolean {
  return !env.FAULT_POD || env.FAULT_POD === pod;
}
