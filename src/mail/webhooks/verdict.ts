import { classify, type Verdict } from '../bounces/classify.js';
import type { Told } from './told.js';

/**
 * The class of what a provider told; undefined when nothing of it is kept. What the other server said goes before what the
 * provider makes of it: a "hard bounce" that speaks of a policy is not the address. Where the two do not agree that it is the
 * address, or nothing telling was said, it is not.
 */
export function verdictOf({ meaning, name, diagnostic, status, code }: Told): Verdict | undefined {
  if (meaning === 'passed') return undefined;
  if (meaning === 'complaint') return { class: 'complaint', matched: name };
  if (meaning === 'note') return { class: 'information', matched: name };
  if (meaning === 'unknown') return { class: 'unknown', matched: name };
  const own = meaning === 'ours' ? 'ours' : 'soft';
  const said = classify({
    ...(diagnostic && { diagnostic }),
    ...(code && { code }),
    ...((status || meaning === 'gone') && { status: status ?? '5.1.1' }),
  });
  if (said.class === 'unknown') return { class: own, matched: name };
  if (said.class === 'address' && (meaning === 'soft' || meaning === 'ours'))
    return { class: own, matched: `${name}, not ${said.matched}` };
  return said;
}
