/** An Envoy, in the colour of the text around it. The text beside it names it. */
export function ProxyMark({ className }: { className?: string | undefined }) {
  return (
    <svg viewBox="0 0 16 16" className={className} aria-hidden="true">
      <path d="M8 1.2 14 4.6V11.4L8 14.8 2 11.4V4.6Z" fill="none" stroke="currentColor" strokeWidth="2" />
    </svg>
  );
}
