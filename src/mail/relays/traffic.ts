import type { HandOver } from '../lane.js';
import { FAILURES, isIll } from './breaker.js';

/** What this process has with a relay. */
export class Traffic {
  /** mails under way */
  private under = 0;
  /** failures since the last mail that came through, or since they were told */
  private failures = 0;
  /** of these, those where the relay had taken the connection */
  private broken = 0;

  begin(): void {
    this.under++;
  }

  /**
   * A mail is not under way any more. Failures count when none is under way that may still come through, as a relay that
   * takes fewer connections than we have is well; or when they are more than are under way.
   * @returns how many failures in a row are to be told now
   */
  end(result: HandOver): number {
    this.under--;
    const ill = isIll(result);
    this.failures = ill ? this.failures + 1 : 0;
    this.broken = ill ? this.broken + Number(result.state !== 'held') : 0;
    if (this.under > 0 && this.broken < FAILURES + this.under) return 0;
    const { failures } = this;
    this.failures = this.broken = 0;
    return failures;
  }
}
