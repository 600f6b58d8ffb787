import { MAY_GET_ALERTS } from './audience.sql.js';

const SAID = `a.id as "alertId", a.version, a.title, a.body, a.action`;

/** Of alerts that were not stopped, to members who may still get them. */
export const ALERTS_TO_SEND = `
  select d.id, ${SAID}, m.id as "memberId", m.name, m.address, o.name as organisation, o.nation
  from delivery d
  join alert a on a.id = d.subject_id and a.state in ('planning', 'planned')
  join member m on m.id = d.recipient_id
  join organisation o on o.id = m.organisation_id
  where d.id = any($1::bigint[]) and ${MAY_GET_ALERTS}`;

/** To whoever of staff asked. */
export const TESTS_TO_SEND = `
  select d.id, ${SAID}, null as "memberId", '' as name, t.address, 'Sample & Sons' as organisation, null as nation
  from delivery d join alert_test t on t.id = d.subject_id join alert a on a.id = t.alert_id
  where d.id = any($1::bigint[])`;
