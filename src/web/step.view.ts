/** How far one has come with a lesson. */
type State = 'complete' | 'waived' | 'received' | 'ahead';

const words: Record<State, string> = {
  complete: '✓ Complete',
  waived: 'Not needed',
  received: 'Open',
  ahead: 'To come',
};

/** A lesson in a list of lessons, its state in words. */
export function stepView<T extends { state: State }>(step: T): T & { words: string } {
  return { ...step, words: words[step.state] };
}
