/** A bin in its own colour. The text beside it says which it is. */
export function BinIcon({ colour, className }: { colour: string; className?: string | undefined }) {
  return (
    <svg viewBox="0 0 80 96" className={className} aria-hidden="true">
      <path d="M30 4h20v8h22v10H8V12h22z" fill="currentColor" />
      <path d="M11 27h58l-6 65H17z" fill={colour} />
      <path d="M28 40l2.5 40M52 40l-2.5 40M40 40v40" stroke="#fff" strokeOpacity="0.55" strokeWidth="3.5" />
    </svg>
  );
}
