import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { SampleLesson } from '../drip/sample-lesson.js';
import { TestMail } from '../drip/test-mail.js';
import { Invalid, NotFound } from '../errors.js';
import type { Letter } from '../mail/kinds.js';
import { parseAddress } from '../members/address.js';
import { printJson, say, withApp } from './with-app.js';

/** `preview`: a lesson's mail as files. */
export async function previewCommand(lesson: string, { out, json }: { out: string; json?: boolean }): Promise<void> {
  const { subject, html, text } = await withApp(async (app) => (await sample(app, lesson)).fill());
  const base = join(out, lesson.replace('/', '-'));
  await mkdir(out, { recursive: true });
  await writeFile(`${base}.html`, html);
  await writeFile(`${base}.txt`, `Subject: ${subject}\n\n${text}`);
  if (json) printJson({ subject, html: `${base}.html`, text: `${base}.txt`, bytes: Buffer.byteLength(html) });
  else say(`${subject}\n  ${base}.html\n  ${base}.txt`);
}

/** `send-test`: mails a lesson, marked as a test, and waits for the relay's word. */
export async function sendTestCommand(lesson: string, typed: string, { json }: { json?: boolean }): Promise<void> {
  const parsed = parseAddress(typed);
  if ('problem' in parsed) throw new Invalid([{ field: 'address', problem: parsed.problem }]);
  const result = await withApp(async (app) => {
    const letter = await sample(app, lesson, { name: 'Sam Sample', address: parsed.address });
    return app.get(TestMail).send(letter);
  });
  if (json) printJson(result);
  else say(`Sent. The relay said: ${result.reply}`);
}

/** @throws Invalid when there is no such lesson */
async function sample(app: INestApplicationContext, lesson: string, to?: Letter['to']): Promise<Letter> {
  try {
    if (!/^[^/]+\/[^/]+$/.test(lesson)) throw new NotFound('expected programme/step, such as core/lock-your-email');
    return await app.get(SampleLesson).letter(lesson, to);
  } catch (error) {
    throw error instanceof NotFound ? new Invalid([{ field: 'lesson', problem: error.message }]) : error;
  }
}
