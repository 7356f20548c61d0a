import type { ComponentProps } from 'react';

interface Props extends Omit<ComponentProps<'button'>, 'type' | 'disabled'> {
  /** It cannot be pressed at present. */
  readonly isOff?: boolean;
}

/**
 * A button that keeps the focus while it cannot be pressed. `disabled` would take it away in the middle of what a person
 * does with the keyboard (WAI-ARIA Authoring Practices, "Focusability of disabled controls").
 */
export function Button({ isOff = false, onClick, ...rest }: Props) {
  return (
    <button
      {...rest}
      type="button"
      aria-disabled={isOff || undefined}
      onClick={isOff ? undefined : onClick}
    />
  );
}
