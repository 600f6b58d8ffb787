import type { EntityManager } from 'typeorm';

/** Days in which what became of each row can be looked up; the counts stay. */
const ROWS_DAYS = 30;

/** What has had its time goes: files and imports that nobody went on with after a day, rows after a month. */
export async function tidyImports(db: EntityManager, now: Date): Promise<void> {
  await db.query(
    `delete from roster_import
     where state in ('uploaded', 'reading', 'ready') and created_at < $1::timestamptz - interval '1 day'`,
    [now],
  );
  await db.query(
    `delete from roster_piece p using roster_import i
     where i.id = p.import_id and (i.state not in ('uploaded', 'reading', 'ready') or i.created_at < $1::timestamptz - interval '1 day')`,
    [now],
  );
  await db.query(
    `delete from roster_row r using roster_import i
     where i.id = r.import_id and i.created_at < $1::timestamptz - make_interval(days => $2)`,
    [now, ROWS_DAYS],
  );
}
