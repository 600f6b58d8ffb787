import { Injectable } from '@nestjs/common';
import { Clock } from '../clock.js';
import { Conflict } from '../errors.js';
import type { Letter } from '../mail/kinds.js';
import { type HandOver, Lane } from '../mail/lane.js';
import { message } from '../mail/message.js';
import { MailWorkers } from '../mail/workers.js';

/** Mails a lesson, marked as a test, past the outbox. */
@Injectable()
export class TestMail {
  constructor(
    private readonly workers: MailWorkers,
    private readonly clock: Clock,
  ) {}

  /** Sends and waits for the relay's word. @throws Conflict with that word, when the relay did not take it */
  async send(letter: Letter): Promise<HandOver> {
    const fill = () => {
      const filled = letter.fill();
      return { ...filled, subject: `[Test] ${filled.subject}` };
    };
    const { sender } = this.workers;
    const now = this.clock.now();
    // A delivery that is in no table.
    const delivery = { id: '0', kind: 'lesson', messageId: `<test.${now.getTime()}.${Date.now()}@${sender.host}>` };
    const lane = new Lane(await this.workers.relay());
    try {
      const result = await lane.send(message(delivery, { ...letter, fill }, sender, now));
      if (result.state !== 'sent') throw new Conflict(`not sent: ${result.reply}`);
      return result;
    } finally {
      lane.close();
    }
  }
}
