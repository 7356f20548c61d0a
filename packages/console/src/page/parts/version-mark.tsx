const SHAPES = {
  stable: <circle cx="8" cy="8" r="6" />,
  canary: <path d="M8 0.8 15.2 8 8 15.2 0.8 8Z" />,
  other: <rect x="2.5" y="2.5" width="11" height="11" />,
};

/** Which of the marks a version gets. */
export function versionKind(version: string): keyof typeof SHAPES {
  return version === 'stable' || version === 'canary' ? version : 'other';
}

/** The mark of a version, as on the application's page: colour and shape both tell it. The text beside it names it. */
export function VersionMark({ version }: { readonly version: string }) {
  const kind = versionKind(version);
  return (
    <svg viewBox="0 0 16 16" className="mark" data-kind={kind} aria-hidden="true">
      {SHAPES[kind]}
    </svg>
  );
}
