/** What makes a node or an edge of the graph a stop of the arrow keys. */
export interface SpotProps {
  readonly 'data-spot': string;
  readonly tabIndex: number;
  readonly 'aria-current': true | undefined;
  onFocus(): void;
}
