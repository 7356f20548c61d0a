/** Whether the settings FAULT_ABSENT and FAULT_POD say that a pod is to listen nowhere. */
export function isAbsent(
  { FAULT_ABSENT, FAULT_POD }: Readonly<Record<string, string>>,
  pod: string,
): boolean {
  return FAULT_ABSENT === 'true' && (!FAULT_POD || FAULT_POD === pod);
}
