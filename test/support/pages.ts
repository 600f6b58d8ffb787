import type { TestApp } from './app.js';

/** What a browser without scripts gets; it does not follow redirects. */
export interface Page {
  status: number;
  html: string;
  headers: Headers;
  /** where it sends on to */
  location: string | null;
}

/** @param path within the service, or a whole address */
export async function visit(app: TestApp, path: string, headers: Record<string, string> = {}): Promise<Page> {
  return page(await fetch(new URL(path, app.url), { headers, redirect: 'manual' }));
}

/** Sends a form; pairs, where a field has several values. */
export async function send(
  app: TestApp,
  path: string,
  form: Record<string, string> | [string, string][] = {},
  headers: Record<string, string> = {},
): Promise<Page> {
  return page(
    await fetch(new URL(path, app.url), {
      method: 'POST',
      headers,
      body: new URLSearchParams(form),
      redirect: 'manual',
    }),
  );
}

async function page(response: Response): Promise<Page> {
  const { status, headers } = response;
  // a stream of events may have no end
  const stream = headers.get('content-type')?.startsWith('text/event-stream');
  if (stream) await response.body?.cancel();
  return { status, html: stream ? '' : await response.text(), headers, location: headers.get('location') };
}

/** The sign-up form as somebody may fill it in. */
export const signUpForm = {
  name: 'Jo Bloggs',
  address: 'jo@example.org',
  organisation: 'Bloggs & Daughters',
  sector: 'technology',
  size: '2-9',
  nation: 'england',
  emergingTechnology: 'yes',
  weekday: '2',
  time: '09:00',
  zone: 'Europe/London',
  accepted: 'yes',
};

/** The address of a purpose in the newest mail of a kind, to one address if given. */
export async function linkInMail(app: TestApp, kind: string, purpose: string, to?: string): Promise<string> {
  const mail = (await app.mails({ kind, to })).at(-1);
  if (!mail) throw new Error(`no mail of kind ${kind}`);
  const source = (await app.source(mail.id)).replace(/=\r\n/g, '');
  return new RegExp(`http://[^\\s"<>]+/${purpose}/[\\w.-]+`).exec(source)![0];
}

/** Signs up and confirms; then, at the slot of Tuesday 17 March 2026, the first lesson. @returns the addresses in the mails */
export async function firstLesson(app: TestApp): Promise<{ lesson: string; unsubscribe: string }> {
  await send(app, '/sign-up', signUpForm);
  await send(app, await linkInMail(app, 'confirm', 'confirm'));
  await app.at('2026-03-17T09:00:00Z');
  await app.tick();
  await app.tick();
  return {
    lesson: await linkInMail(app, 'lesson', 'lesson'),
    unsubscribe: await linkInMail(app, 'lesson', 'unsubscribe'),
  };
}
