import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A process of this folder. Its answers come one by one: ask, wait, ask again. */
export class Child {
  /** @param script a file of this folder; what it prints on its standard output is dropped */
  constructor(script) {
    this.process = fork(new URL(script, import.meta.url), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.failed = once(this.process, 'exit').then(([code, signal]) => {
      throw new Error(`${script} ended with ${code ?? signal}`);
    });
    this.failed.catch(() => {}); // told to whoever waits for an answer
  }

  /** The next thing the process says. */
  async answer() {
    const [message] = await Promise.race([once(this.process, 'message'), this.failed]);
    return message;
  }

  ask(question) {
    const answer = this.answer();
    this.process.send(question);
    return answer;
  }

  async end() {
    const ended = once(this.process, 'exit');
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    if (this.process.connected) this.process.disconnect();
    await ended;
  }
}
