import type { EntityManager } from 'typeorm';
import { forgetDomains } from '../mail/relays/forget-domains.js';

/**
 * Figures of mail by domain tell of a person where the domain is theirs alone, so they go with the last member of a
 * domain. To be called before the addresses go.
 */
export async function forgetDomainsOf(db: EntityManager, memberIds: string[]): Promise<void> {
  const rows = await db.query<{ domain: string }[]>(ONLY_THEIRS, [memberIds]);
  if (rows.length > 0)
    await forgetDomains(
      db,
      rows.map(({ domain }) => domain),
    );
}

const ONLY_THEIRS = `
  select distinct split_part(m.address_key, '@', 2) as domain from member m
  where m.id = any($1::bigint[]) and m.address_key is not null and not exists (
    select from member other
    where split_part(other.address_key, '@', 2) = split_part(m.address_key, '@', 2) and other.id <> all($1::bigint[]))`;
