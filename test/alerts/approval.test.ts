import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mayApprove, needsApproval } from '../../src/alerts/approval.js';

const admin = fc.constantFrom('ada', 'ben', 'cyd', 'dee');
const alert = fc.record({ writtenBy: admin, approvedBy: fc.option(admin) });

test('nobody lets their own words go alone, and whoever is alone is not held up', () => {
  fc.assert(
    fc.property(alert, fc.uniqueArray(admin), ({ writtenBy, approvedBy }, admins) => {
      const others = admins.filter((one) => one !== writtenBy);
      const needed = needsApproval({ writtenBy, approvedBy }, admins);
      expect(needed).toBe(others.length > 0 && approvedBy === null);
      expect(mayApprove({ writtenBy, approvedBy }, writtenBy)).toBe(false);
      // Whenever approval is needed there is somebody who may give it, and then it is needed no more.
      if (needed) expect(others.every((one) => mayApprove({ writtenBy, approvedBy }, one))).toBe(true);
      for (const one of others) expect(needsApproval({ writtenBy, approvedBy: one }, admins)).toBe(false);
    }),
  );
});
