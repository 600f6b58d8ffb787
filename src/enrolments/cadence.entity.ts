import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A member's weekly slot, one for all programmes: so nobody gets two lessons in a week.
 * The wall time and the zone are what was wished; `nextDueAt` is what follows from them.
 */
@Entity()
export class Cadence {
  @PrimaryColumn('bigint')
  memberId: string;

  /** ISO: Monday is 1 */
  @Column('smallint')
  weekday: number;

  /** wall time, `HH:MM:SS` */
  @Column('time')
  time: string;

  /** IANA name */
  @Column('text')
  zone: string;

  /** the next slot; null: nothing left to send */
  @Column('timestamptz', { nullable: true })
  nextDueAt: Date | null;

  /** the last slot that was used */
  @Column('timestamptz', { nullable: true })
  lastDueAt: Date | null;

  /** slots up to then pass unused */
  @Column('timestamptz', { nullable: true })
  pausedUntil: Date | null;
}
