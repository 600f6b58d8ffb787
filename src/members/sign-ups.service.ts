import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CentreService } from '../centre/centre.service.js';
import { Clock } from '../clock.js';
import { NotFound, TooMany } from '../errors.js';
import { Links } from '../links/links.js';
import { RateLimits } from '../links/rate-limits.js';
import { Outbox } from '../mail/outbox.js';
import { Suppressions } from '../mail/suppressions.js';
import { standingOf } from '../organisations/standing.js';
import { Member } from './member.entity.js';
import { SignUp } from './sign-up.entity.js';
import type { SignUpForm } from './sign-up.schema.js';

/** Days a sign-up waits to be confirmed; after that it is erased. */
export const CONFIRM_DAYS = 7;

/** Signing up: the form is kept apart until the owner of the address confirms it. */
@Injectable()
export class SignUps {
  private readonly byAddress;
  private readonly byNetwork;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly centre: CentreService,
    private readonly links: Links,
    private readonly outbox: Outbox,
    private readonly suppressions: Suppressions,
    limits: RateLimits,
  ) {
    this.byAddress = limits.limit('sign-up-address', 5, 24 * 3600);
    this.byNetwork = limits.limit('sign-up-network', 20, 3600);
  }

  /**
   * Keeps a sign-up and mails the address: to confirm, or, when a member has it, that there is nothing to do.
   * The caller learns nothing of which; nor whether the address had its share of mails today.
   * @param network where the request comes from
   * @throws TooMany when a network signs up too often
   */
  async signUp(form: SignUpForm, network: string): Promise<void> {
    await this.byNetwork.take(network);
    const { address, key } = form.address;
    if (!(await this.mayMail(key))) return;
    const addressHash = this.links.addressHash(key);
    const { termsVersion, privacyVersion } = await this.centre.get();
    await this.dataSource.transaction(async (db) => {
      const known = await db.findOneBy(Member, { addressHash });
      const left = (await this.suppressions.reason(addressHash, db)) !== undefined;
      if (known?.confirmedAt && !left && (await standingOf(db, known.organisationId)) !== 'ended') {
        await this.outbox.post(db, {
          kind: 'already-member',
          subjectId: known.id,
          recipientId: known.id,
          addressHash,
          hours: 24,
        });
        return;
      }
      const { accepted: _accepted, address: _address, ...wished } = form;
      const signUp = db.create(SignUp, {
        ...wished,
        address,
        addressKey: key,
        termsVersion,
        privacyVersion,
        acceptedAt: this.clock.now(),
      });
      await db.save(signUp);
      await this.outbox.post(db, {
        kind: 'confirm',
        subjectId: signUp.id,
        recipientId: signUp.id,
        addressHash,
        hours: 24,
      });
    });
  }

  /** The sign-up a confirmation link stands for. @throws NotFound also when it was confirmed and tidied away */
  async open(token: string): Promise<SignUp> {
    const signUp = await this.dataSource.manager.findOneBy(SignUp, { id: this.links.open('confirm', token) });
    if (!signUp) throw new NotFound('no such sign-up');
    return signUp;
  }

  /** Erases sign-ups whose week is over, and what is kept of the mails they caused. How many were not confirmed stays known. */
  async tidy(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - CONFIRM_DAYS * 24 * 3600_000);
    await this.dataSource.query(
      `with over as (delete from sign_up where accepted_at < $1 returning *), lapsed as (
         insert into lapsed_sign_up (accepted_on, sector, size, nation, sign_ups)
         select (accepted_at at time zone 'UTC')::date, sector, size, nation, count(*) from (
           select distinct on (address_key) * from over
           where not exists (select from sign_up c where c.address_key = over.address_key
             and (c.confirmed_at is not null or c.accepted_at >= $1))
           order by address_key, id
         ) one
         group by 1, 2, 3, 4
         on conflict (accepted_on, sector, size, nation) do update set sign_ups = lapsed_sign_up.sign_ups + excluded.sign_ups
       )
       delete from delivery using over where kind = 'confirm' and subject_id = over.id`,
      [before],
    );
  }

  private async mayMail(key: string): Promise<boolean> {
    try {
      await this.byAddress.take(key);
      return true;
    } catch (error) {
      if (error instanceof TooMany) return false;
      throw error;
    }
  }
}
