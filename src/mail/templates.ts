import { Injectable } from '@nestjs/common';
import { compileMail, mailFiller, type FilledMail } from './template.js';

/** The templates of mails whose content is the same for all. */
@Injectable()
export class Templates {
  private readonly fillers = new Map<string, Promise<(view: object) => FilledMail>>();

  /** What fills a kind's template; compiled once, at the first mail of the kind. */
  filler(template: string): Promise<(view: object) => FilledMail> {
    let filler = this.fillers.get(template);
    if (!filler) {
      filler = compileMail(template, {}).then(mailFiller);
      this.fillers.set(template, filler);
      filler.catch(() => this.fillers.delete(template));
    }
    return filler;
  }
}
