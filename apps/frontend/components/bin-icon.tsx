/** A bin, in the colour of the text around it. */
export function BinIcon({ className }: { className?: string | undefined }) {
  return (
    <svg viewBox="0 0 64 88" className={className} aria-hidden="true">
      <g fill="currentColor">
        <path d="M22 2h20v8h20v10H2V10h20z" />
        <path
          fillRule="evenodd"
          d="M5 25h54l-6 61H11zM17.5 35l2.6 41h4.8l-2.4-41zM29.5 35v41h5V35zM41.5 35l-2.4 41h4.8l2.6-41z"
        />
      </g>
    </svg>
  );
}
