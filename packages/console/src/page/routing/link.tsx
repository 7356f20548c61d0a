import type { AnchorHTMLAttributes, MouseEvent, Ref } from 'react';
import { type Address, formatAddress } from './address.ts';
import { go } from './use-address.ts';

interface Props extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly to: Partial<Address> & Pick<Address, 'view'>;
  readonly ref?: Ref<HTMLAnchorElement>;
}

/** A link to another address of the page. A click with a modifier key does what it does at every link. */
export function Link({ to, onClick, ...rest }: Props) {
  function follow(event: MouseEvent<HTMLAnchorElement>) {
    onClick?.(event);
    const isOrdinary =
      event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (event.defaultPrevented || !isOrdinary) return;
    event.preventDefault();
    go(to);
  }
  return <a href={formatAddress(to)} onClick={follow} {...rest} />;
}
