import type { Alert } from './alert.entity.js';

/** Of an alert, what its approval depends on. */
type Written = Pick<Alert, 'writtenBy' | 'approvedBy'>;

/**
 * Whether somebody must still approve an alert before it goes: where there is a second admin, two have read what many get.
 * @param admins accounts of those who could: in force, and signed in at least once
 */
export function needsApproval({ writtenBy, approvedBy }: Written, admins: string[]): boolean {
  return approvedBy === null && admins.some((admin) => admin !== writtenBy);
}

/** Whether somebody may approve it: anybody but who wrote or last changed it, and once is enough. */
export function mayApprove({ writtenBy, approvedBy }: Written, admin: string): boolean {
  return approvedBy === null && admin !== writtenBy;
}
