import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Admin: everything. Coordinator: the organisations they were given. */
export type Role = 'admin' | 'coordinator';

/** The account of somebody who runs trainings. better-auth reads it too; it never makes one. */
@Entity()
export class StaffUser {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  /** in lower case */
  @Column('text')
  email: string;

  @Column('boolean')
  emailVerified: boolean;

  @Column('text')
  role: Role;

  /** when they last signed in; null: never yet. Real time */
  @Column('timestamptz', { nullable: true })
  signedInAt: Date | null;

  /** from when on they may not sign in any more; real time */
  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;
}
