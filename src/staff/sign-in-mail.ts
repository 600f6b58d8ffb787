import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CentreViews } from '../centre/centre-views.js';
import { Links } from '../links/links.js';
import type { Delivery } from '../mail/delivery.entity.js';
import { MailKinds, type Letter, type MailKind } from '../mail/kinds.js';
import { Templates } from '../mail/templates.js';
import { greeting } from '../members/greeting.js';
import { SIGN_IN_MINUTES } from './auth.js';
import { signInCode } from './sign-in-code.js';

interface Row {
  id: string;
  signInId: string;
  name: string;
  email: string;
  invited: boolean;
}

/** The mail that lets staff in. Link and code are made here and kept nowhere; for a stranger's address there is no mail. */
@Injectable()
export class SignInMail implements MailKind, OnModuleInit {
  readonly kind = 'sign-in';

  constructor(
    private readonly kinds: MailKinds,
    private readonly templates: Templates,
    private readonly views: CentreViews,
    private readonly links: Links,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this);
  }

  async letters(deliveries: Delivery[], db: EntityManager): Promise<Map<string, Letter>> {
    const rows = await db.query<Row[]>(OPEN, [deliveries.map((delivery) => delivery.id)]);
    const fill = await this.templates.filler('sign-in');
    const letters = rows.map(async ({ id, signInId, name, email, invited }) => {
      const token = this.links.token('sign-in', signInId);
      const view = {
        ...(await this.views.of(null)),
        greeting: greeting(name),
        invited,
        minutes: SIGN_IN_MINUTES,
        code: signInCode(token),
        signInUrl: `${this.links.publicUrl}/sign-in/${token}`,
        askUrl: `${this.links.publicUrl}/sign-in`,
        why: invited
          ? 'You get this because an administrator gave this address an account.'
          : 'You get this because somebody, most likely you, asked to sign in with this address.',
      };
      return [id, { to: { name, address: email }, fill: () => fill(view) }] as const;
    });
    return new Map(await Promise.all(letters));
  }
}

const OPEN = `
  select d.id, s.id as "signInId", u.name, u.email, s.invited
  from delivery d join sign_in s on s.id = d.subject_id join staff_user u on u.id = s.staff_user_id
  where d.id = any($1::bigint[]) and s.expires_at > now() and u.ended_at is null`;
