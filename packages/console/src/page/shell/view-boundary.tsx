import { Component, type ReactNode } from 'react';
import { ProblemNote } from '../parts/problem-note.tsx';

interface Props {
  /** Where the page is: what went wrong elsewhere says nothing of this. */
  readonly at: string;
  readonly children: ReactNode;
}

interface State {
  readonly error?: Error | undefined;
}

/**
 * Keeps what goes wrong in one view there: the others are still to be had. A view whose code does not load is most often one
 * of a page that an older console has sent.
 */
export class ViewBoundary extends Component<Props, State> {
  override state: State = {};

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override componentDidUpdate({ at }: Props) {
    if (this.state.error && at !== this.props.at) this.setState({ error: undefined });
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <>
        <ProblemNote
          problem={{ error: `This view cannot be shown: ${error.message}.`, remedy: 'Reload the page.' }}
        />
        <button type="button" onClick={() => location.reload()}>
          Reload
        </button>
      </>
    );
  }
}
