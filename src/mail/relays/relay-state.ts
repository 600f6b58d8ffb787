/** A relay and its breaker, as all workers see them. */
export interface RelayState {
  id: number;
  name: string;
  failures: number;
  /** null: the breaker is closed, mail goes this way */
  openedAt: Date | null;
  /** `ill`: the relay cannot be used; `ours`: too much of our mail was refused for our own sake */
  reason: 'ill' | 'ours' | null;
  /** the relay's last words, without addresses */
  said: string | null;
  timesOpened: number;
  /** when one mail tries again, in domain time */
  probeAt: Date | null;
  /** whether that one mail is under way */
  probing: boolean;
  closedAt: Date | null;
}

/** Every relay there ever was. */
export const RELAY_STATES = `
  select id::int, name, failures, opened_at as "openedAt", reason, said, times_opened as "timesOpened", probe_at as "probeAt",
    coalesce(lease_until > now(), false) as probing, closed_at as "closedAt"
  from relay order by id`;
