/** Why a mail did not arrive, or what was said about it. */
export type BounceClass = 'address' | 'soft' | 'ours' | 'complaint' | 'information' | 'unknown';

/** What is done about it: `count` suppresses at the third in a row, `alarm` is for the people who run the service. */
export type BounceAction = 'suppress' | 'count' | 'alarm' | 'nothing';

const actions: Record<BounceClass, BounceAction> = {
  address: 'suppress',
  complaint: 'suppress',
  soft: 'count',
  ours: 'alarm',
  information: 'nothing',
  unknown: 'nothing',
};

/** The one place that says what follows from a class. */
export function decide(bounceClass: BounceClass): BounceAction {
  return actions[bounceClass];
}
