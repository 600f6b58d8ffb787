import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../clock.js';
import { Invalid } from '../errors.js';
import { Logo } from './logo.entity.js';
import { readPicture } from './picture.js';

/** Bytes of a logo at the most. */
const LARGEST = 200 * 1024;
/** Pixels of a side. */
const SIDES = { least: 16, most: 4000 };

/** A logo as a page or a mail shows it. */
export interface ShownLogo {
  path: string;
  /** in CSS pixels */
  width: number;
  height: number;
}

/** Centres' logos, by their content. What is found is kept for a minute: it never changes. */
@Injectable()
export class Logos {
  private readonly found = new LRUCache<string, Logo>({ max: 4, ttl: 60_000 });

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async find(hash: string): Promise<Logo | null> {
    const known = this.found.get(hash);
    if (known) return known;
    const logo = await this.dataSource.manager.findOneBy(Logo, { hash });
    if (logo) this.found.set(hash, logo);
    return logo;
  }

  /** How to show a logo, if there is one, no higher than so many CSS pixels and no wider than five times that. */
  async shown(hash: string | null, highest: number): Promise<ShownLogo | undefined> {
    const logo = hash ? await this.find(hash) : null;
    if (!logo) return undefined;
    const scale = Math.min(1, highest / logo.height, (5 * highest) / logo.width);
    const size = (side: number) => Math.max(1, Math.round(side * scale));
    const path = `/assets/logo-${logo.hash}.${logo.type.split('/')[1]}`;
    return { path, width: size(logo.width), height: size(logo.height) };
  }

  /** Keeps a picture as a logo. @returns its hash @throws Invalid when it is none, too large, or not to be seen */
  async keep(db: EntityManager, body: Buffer): Promise<string> {
    const wrong = (problem: string) => new Invalid([{ field: 'logo', problem }]);
    if (body.length > LARGEST) throw wrong('Choose a picture of 200 KB or less.');
    const picture = readPicture(body);
    if (!picture) throw wrong('Choose a PNG, JPEG or WebP picture.');
    const { width, height } = picture;
    if (Math.min(width, height) < SIDES.least || Math.max(width, height) > SIDES.most)
      throw wrong(
        `Choose a picture of ${SIDES.least} to ${SIDES.most} pixels a side; this one has ${width} by ${height}.`,
      );
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 32);
    const row = { ...picture, hash, body, since: this.clock.now() };
    await db.createQueryBuilder().insert().into(Logo).values(row).orIgnore().execute();
    return hash;
  }

  /** Removes every logo there has been; mails that showed one show its alternative text. */
  async clear(db: EntityManager): Promise<void> {
    await db.query('delete from logo');
  }
}
