import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PictureType } from './picture.js';

/** A centre's logo, now or earlier: what mails under way and in mailboxes show stays until the logo is removed. */
@Entity()
export class Logo {
  /** of the content, 32 hexadecimal digits: what its path ends in */
  @PrimaryColumn('text')
  hash: string;

  @Column('text')
  type: PictureType;

  /** in pixels */
  @Column('smallint')
  width: number;

  @Column('smallint')
  height: number;

  @Column('bytea')
  body: Buffer;

  @Column('timestamptz')
  since: Date;
}
