export type VersionKind = 'stable' | 'canary' | 'failed' | 'other';

/** Which of the page's marks a version label gets. */
export function versionKind(version: string): VersionKind {
  return version === 'stable' || version === 'canary' || version === 'failed' ? version : 'other';
}
