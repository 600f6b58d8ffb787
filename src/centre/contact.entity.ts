import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Somebody to turn to, such as a reporting line. An empty nation means everywhere; a nation's own line comes first. */
@Entity()
export class Contact {
  @PrimaryColumn('text')
  key: string;

  @PrimaryColumn('text')
  nation: string;

  @Column('text')
  name: string;

  @Column('text', { nullable: true })
  phone: string | null;

  @Column('text', { nullable: true })
  url: string | null;

  @Column('text', { nullable: true })
  address: string | null;

  @Column('text', { nullable: true })
  note: string | null;

  /** the day a person last checked it, `yyyy-mm-dd` */
  @Column('date')
  checkedOn: string;
}
