/** Drawn in the colour of the text around it, on 16 by 16. */
const PATHS = {
  proxy: 'M8 1.2 14 4.6V11.4L8 14.8 2 11.4V4.6Z',
  failed: 'M3.5 3.5 12.5 12.5M12.5 3.5 3.5 12.5',
  passed: 'M2.5 8.5 6.5 12.5 13.5 4',
  warning: 'M8 1.8 14.8 14H1.2ZM8 6V10M8 11.4V12.4',
  locked: 'M3.5 7.5H12.5V14H3.5ZM5.5 7.5V5A2.5 2.5 0 0 1 10.5 5V7.5',
  open: 'M3.5 7.5H12.5V14H3.5ZM5.5 7.5V4.5A2.5 2.5 0 0 1 10.2 3.4',
  outside:
    'M8 1.5A6.5 6.5 0 1 0 8 14.5A6.5 6.5 0 1 0 8 1.5ZM1.5 8H14.5M8 1.5C4.5 5.5 4.5 10.5 8 14.5C11.5 10.5 11.5 5.5 8 1.5',
  application: 'M2 3H14V13H2ZM2 6H14',
  pending: 'M8 2A6 6 0 1 0 14 8',
} as const;

export type IconName = keyof typeof PATHS;

/** A sign beside a text that says the same; `label` where there is none. */
export function Icon({ name, label }: { readonly name: IconName; readonly label?: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      className="icon"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={!label}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
