import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import type { Slot } from '../../src/enrolments/cadence.js';
import { Enrolments } from '../../src/enrolments/enrolments.service.js';
import { Links } from '../../src/links/links.js';
import { Member } from '../../src/members/member.entity.js';
import { Organisation } from '../../src/organisations/organisation.entity.js';
import { importSteps } from '../../src/programmes/import-steps.js';
import { readLesson } from '../../src/programmes/lesson-file.js';
import { Programme } from '../../src/programmes/programme.entity.js';
import type { TestApp } from './app.js';
import { lessonText } from './lessons.js';

type Parts = Pick<TestApp, 'get' | 'clock'>;

/** Tuesdays at nine in London: 17 March 2026 is the first after the clock of `startApp`. */
export const TUESDAY: Slot = { weekday: 2, time: '09:00', zone: 'Europe/London' };

/** An organisation; what is not said is made up. */
export async function makeOrganisation(app: Parts, changes: Partial<Organisation> = {}): Promise<Organisation> {
  const db = app.get(DataSource).manager;
  const base = {
    name: 'Mill Lane Joinery',
    sector: 'trades',
    size: '2-9',
    nation: 'england',
    emergingTechnology: false,
  };
  return db.save(db.create(Organisation, { ...base, createdAt: app.clock.now(), ...changes }));
}

/** What can be asked of a member. */
export interface MemberWishes extends Partial<Member> {
  slot?: Slot;
  /** slugs of what the member takes, from the next slot on */
  takes?: string[];
  /** the sector of an organisation made for the member */
  sector?: string;
}

/** A confirmed member with a slot, in an organisation of its own unless one is named. */
export async function makeMember(app: Parts, wishes: MemberWishes = {}): Promise<Member & { address: string }> {
  const { slot = TUESDAY, takes = [], sector, ...changes } = wishes;
  const db = app.get(DataSource).manager;
  const address = changes.address ?? `m${randomUUID().slice(0, 8)}@example.org`;
  const addressKey = address.toLowerCase();
  const addressHash = app.get(Links).addressHash(addressKey);
  const organisationId = changes.organisationId ?? (await makeOrganisation(app, sector ? { sector } : {})).id;
  const at = app.clock.now();
  const base = { name: 'Jo Bloggs', origin: 'sign-up' as const, createdAt: at, confirmedAt: at };
  const member = await db.save(
    db.create(Member, { ...base, address, addressKey, addressHash, organisationId, ...changes }),
  );
  await app.get(Enrolments).giveSlots(db, [{ memberId: member.id, ...slot }]);
  for (const slug of takes) await enrol(app, member.id, slug);
  return Object.assign(member, { address });
}

/** Starts a member in a programme, by its slug. */
export async function enrol(app: Parts, memberId: string, slug: string): Promise<void> {
  const db = app.get(DataSource).manager;
  const enrolments = app.get(Enrolments);
  await enrolments.enrol(db, [memberId], (await enrolments.programme(db, slug, 'programme')).id);
}

/** What can be asked of a programme. */
export interface ProgrammeWishes extends Partial<Programme> {
  /** how many steps, or what each changes in a lesson file (see `lessonText`) */
  lessons?: number | Record<string, string | undefined>[];
  /** sectors of steps, by slug: `<programme>-1` and so on */
  steps?: Record<string, { sectors: string[] }>;
}

/**
 * A programme with steps called `<slug>-1`, `<slug>-2`, …, their mails compiled.
 * The import at the start of a service retires what has no folder: start every instance first.
 */
export async function makeProgramme(app: Parts, wishes: ProgrammeWishes = {}): Promise<Programme> {
  const { lessons = 3, steps = {}, ...changes } = wishes;
  const db = app.get(DataSource).manager;
  const slug = changes.slug ?? `p${randomUUID().slice(0, 8)}`;
  const base = {
    slug,
    title: `All about ${slug}`,
    summary: 'A summary.',
    rule: 'both' as const,
    entry: 'asked' as const,
  };
  const programme = await db.save(db.create(Programme, { ...base, rank: 20, ...changes }));
  const texts = typeof lessons === 'number' ? Array.from({ length: lessons }, () => ({})) : lessons;
  await publish(app, programme, texts, steps);
  return programme;
}

/** Gives a programme these lessons from now on: what differs from before is a new revision. */
export async function publish(
  app: Parts,
  { id, slug }: Programme,
  texts: Record<string, string | undefined>[],
  steps: Record<string, { sectors: string[] }> = {},
): Promise<void> {
  const lessons = texts.map((changes, index) => {
    const step = `${slug}-${index + 1}`;
    const read = readLesson(lessonText({ title: `title: Lesson ${step}`, ...changes }), step);
    if ('problems' in read) throw new Error(JSON.stringify(read.problems));
    return { slug: step, position: index + 1, content: read.value };
  });
  await importSteps(
    app.get(DataSource).manager,
    id,
    { lessons, steps } as Parameters<typeof importSteps>[2],
    app.clock.now(),
  );
}
