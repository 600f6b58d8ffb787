import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { In, type EntityManager } from 'typeorm';
import { mailFiller, type FilledMail } from '../mail/template.js';
import type { LessonContent } from '../programmes/lesson-file.js';
import { Revision } from '../programmes/revision.entity.js';

/** A revision's mail, ready to be filled for as many people as there are. */
export interface RevisionMail {
  content: LessonContent;
  fill: (view: object) => FilledMail;
}

/** The mails of revisions, made once each: a revision never changes. */
@Injectable()
export class RevisionMails {
  private readonly made = new LRUCache<string, RevisionMail>({ max: 200 });

  /** By the revision's id; those not met before are read in one query. */
  async of(db: EntityManager, ids: string[]): Promise<Map<string, RevisionMail>> {
    const wanted = [...new Set(ids)];
    const mails = new Map(wanted.flatMap((id) => (this.made.has(id) ? [[id, this.made.get(id)!]] : [])));
    const unknown = wanted.filter((id) => !mails.has(id));
    if (unknown.length === 0) return mails;
    for (const { id, content, mailHtml, mailText } of await db.findBy(Revision, { id: In(unknown) })) {
      const mail = { content, fill: mailFiller({ html: mailHtml, text: mailText }) };
      this.made.set(id, mail);
      mails.set(id, mail);
    }
    return mails;
  }
}
