import type { EntityManager } from 'typeorm';

/** Drops what is counted of mail to these domains. */
export async function forgetDomains(db: EntityManager, domains: string[]): Promise<void> {
  for (const table of ['domain_day', 'send_pace'])
    await db.query(`delete from ${table} where domain = any($1::text[])`, [domains]);
}
