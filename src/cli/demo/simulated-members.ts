import { fromEvent, lastValueFrom, map, mergeMap, takeUntil, timer } from 'rxjs';
import type { MailboxEntry } from '../../mail/mailbox/mailbox.js';
import { Browser } from './browser.js';
import { hoursToAct, invitationHabit, LEAVES, TAKES_A_BREAK } from './habits.js';
import type { Knowledge } from './knowledge.js';
import { LessonVisit } from './lesson-visit.js';
import { fullDay } from './table.js';
import { linksTo, type Mail, newMails, readMail } from './post.js';

/** Visits at the same time. */
const AT_ONCE = 4;

/** Where the simulated members live. */
export interface Scene {
  /** the service */
  url: string;
  /** simulated seconds a real second */
  speed: number;
  knowledge: Knowledge;
  /** told of what is worth a line */
  note(text: string): void;
}

/** Members who read the mailbox over HTTP and do what people do: all that they know of the service is its mail and its pages. */
export class SimulatedMembers {
  /** the page of a lesson that somebody has answered */
  answered: string | undefined;
  /** what went against expectation, and how often */
  readonly troubles = new Map<string, number>();
  private readonly stopping = new AbortController();
  private readonly browser = new Browser(this.stopping.signal);
  private readonly resting = new Set<string>();
  private life: Promise<unknown> = Promise.resolve();

  constructor(private readonly scene: Scene) {}

  /** Begins to look into the mailbox. */
  start(): void {
    const { url, speed } = this.scene;
    const hour = 3_600_000 / speed;
    const visits = newMails(this.browser, url, (error) => this.trouble(error)).pipe(
      mergeMap((entry) => timer(hoursToAct(entry.kind, entry.to, entry.subject) * hour).pipe(map(() => entry))),
      takeUntil(fromEvent(this.stopping.signal, 'abort')),
      mergeMap((entry) => this.act(entry).catch((error: unknown) => this.trouble(error)), AT_ONCE),
    );
    this.life = lastValueFrom(visits, { defaultValue: undefined });
  }

  /** Ends everything at once; resolves when no request is under way any more. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.life;
  }

  /** Signs somebody up on the web page, who then waits for the mail to confirm. @param form what is typed */
  async signUp(form: Record<string, string>): Promise<void> {
    await this.browser.post(await this.browser.open(`${this.scene.url}/sign-up`), '/sign-up', form);
  }

  private async act(entry: MailboxEntry): Promise<void> {
    const deed = {
      confirm: (mail: Mail) => this.press('confirm', mail),
      invitation: (mail: Mail) => this.reply(mail),
      lesson: (mail: Mail) => this.lesson(mail),
      reminder: (mail: Mail) => this.finishAction(mail),
      'page-link': (mail: Mail) => this.rest(mail),
    }[entry.kind];
    if (deed) await deed(await readMail(this.browser, this.scene.url, entry));
  }

  /** The button of a page whose form posts to the page's own address. */
  private async press(purpose: string, mail: Mail): Promise<void> {
    const page = await this.browser.open(linksTo(purpose, mail)[0]);
    await this.browser.post(page, new URL(page.url).pathname);
  }

  private async reply(mail: Mail): Promise<void> {
    const habit = invitationHabit(mail.address);
    if (habit === 'accept') await this.press('invitation', mail);
    if (habit !== 'decline') return;
    await this.browser.post(await this.browser.open(linksTo('invitation', mail)[0]), '/decline');
    this.scene.note(`${mail.name} says no to the invitation`);
  }

  private async lesson(mail: Mail): Promise<void> {
    if (mail.address === LEAVES && !mail.subject.startsWith('Lesson 1:')) return this.leave(mail);
    const visit = new LessonVisit(this.browser, this.scene.knowledge, mail);
    if (mail.address === TAKES_A_BREAK && !this.resting.has(mail.address))
      await this.browser.post(await visit.open(), '/page-link');
    this.answered = (await visit.make()) ?? this.answered;
  }

  private async finishAction(mail: Mail): Promise<void> {
    const page = await this.browser.open(linksTo('lesson', mail)[0]);
    const undone = await this.browser.post(page, '/outcome/undo');
    await this.browser.post(undone, '/outcome', { outcome: 'done' });
  }

  /** On one's own page, whose link was asked for on the page of a lesson. */
  private async rest(mail: Mail): Promise<void> {
    const until = new Date(mail.sentAt.getTime() + 21 * 86_400_000).toISOString().slice(0, 10);
    await this.browser.post(await this.browser.open(linksTo('me', mail)[0]), '/pause', { until });
    this.resting.add(mail.address);
    this.scene.note(`${mail.name} takes a break until ${fullDay(new Date(until))}`);
  }

  /** By the mail program's own button. Source: RFC 8058 */
  private async leave(mail: Mail): Promise<void> {
    const url = /<(http[^>]+)>/.exec(mail.header('list-unsubscribe'))?.[1] ?? '';
    await this.browser.text(url, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) });
    this.scene.note(`${mail.name} leaves by one click`);
  }

  private trouble(error: unknown): void {
    if (this.stopping.signal.aborted) return;
    const what = error instanceof Error ? error.message : String(error);
    this.troubles.set(what, (this.troubles.get(what) ?? 0) + 1);
  }
}
