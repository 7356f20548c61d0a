/** Which changes of resources would tell the cause of an incident. */
export interface IncidentChanges {
  /**
   * Notes that resources have changed.
   *
   * @param open the incident that is open in the cluster now
   * @returns the incident whose cause the change would tell
   */
  see(names: readonly string[], open: string | undefined): string | undefined;
}

/**
 * What changes while an incident is open may be what it is about. A reset, or another lesson, puts that back when it is not open
 * any more: this change tells as much as the first one.
 */
export function incidentChanges(): IncidentChanges {
  const changed = new Map<string, string>();
  return {
    see: (names, open) => {
      const incident = open ?? names.map((name) => changed.get(name)).find((one) => one !== undefined);
      for (const name of names) {
        if (open === undefined) changed.delete(name);
        else changed.set(name, open);
      }
      return incident;
    },
  };
}
