import type { Browser } from './browser.js';
import { chance, type LessonHabit, lessonHabit, ticked } from './habits.js';
import type { Knowledge } from './knowledge.js';
import type { Field, Page } from './pages.js';
import { linksTo, type Mail } from './post.js';

/** One member's visit to the page of one lesson. */
export class LessonVisit {
  private readonly who: string;
  private readonly habit: LessonHabit;

  constructor(
    private readonly browser: Browser,
    private readonly knowledge: Knowledge,
    private readonly mail: Mail,
  ) {
    this.who = mail.address;
    this.habit = lessonHabit(mail.address, mail.subject);
  }

  /** Answers, tries again what went wrong, and says what became of the action. @returns the lesson's address, if it was opened */
  async make(): Promise<string | undefined> {
    if (!this.habit.answers) return undefined;
    const page = await this.open();
    await this.settleAction(await this.answer(page));
    return page.url.replace(/\?.*/, '');
  }

  /** By one of the links in the mail (that of a choice, perhaps), or by typing the code. */
  async open(): Promise<Page> {
    const links = linksTo('lesson', this.mail);
    const link = links[Math.floor(chance('link', this.who, this.mail.subject) * links.length)]!;
    if (!this.habit.types) return this.browser.open(link);
    const code = /\b[0-9A-Z]{5}-[0-9A-Z]{5}\b/.exec(this.mail.text)?.[0] ?? '';
    const go = await this.browser.open(new URL('/go', link).href);
    return this.browser.post(go, '/go', { code: code.toLowerCase().replace('-', ' ') });
  }

  private async answer(page: Page): Promise<Page> {
    const questions = [...asked(page)];
    if (this.habit.leavesOne && questions.length > 1) questions.pop();
    if (questions.length === 0) return page;
    const given = questions.map(([key, choices]) => [key, this.choose(key, choices)] as const);
    const marked = await this.browser.post(page, '/answers', Object.fromEntries(given));
    const wrong = given.find(([key, chosen]) => chosen.join() !== this.right(key).join());
    return wrong && chance('again', this.who, wrong[0]) < 0.5 ? this.again(marked, wrong[0]) : marked;
  }

  private async again(marked: Page, key: string): Promise<Page> {
    const link = marked.links.find((one) => new URL(one).searchParams.get('again') === key);
    if (!link) throw new Error('no link to answer again');
    return this.browser.post(await this.browser.open(link), '/answers', { [key]: this.right(key) });
  }

  private async settleAction(page: Page): Promise<void> {
    const field = page.forms.flatMap(({ fields }) => fields).find(({ name }) => name === 'remindOn');
    const { action, remindAfterDays } = this.habit;
    if (!field || action === 'open') return;
    const remindOn = new Date(Date.parse(field.value) + (remindAfterDays - 1) * 86_400_000).toISOString().slice(0, 10);
    await this.browser.post(page, '/outcome', { outcome: action, ...(action === 'later' && { remindOn }) });
  }

  private choose(key: string, choices: Field[]): string[] {
    const values = choices.map(({ value }) => value);
    return ticked(this.who, `${key} in ${this.mail.subject}`, values, this.right(key), choices[0]?.type === 'checkbox');
  }

  private right(key: string): string[] {
    return this.knowledge.get(key.replace(/^q-\d+-/, '')) ?? ['0'];
  }
}

/** The questions that a page asks, with their choices. */
function asked(page: Page): Map<string, Field[]> {
  const form = page.forms.find(({ action }) => action.endsWith('/answers'));
  return Map.groupBy(form?.fields ?? [], ({ name }) => name);
}
