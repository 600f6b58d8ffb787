import { createTransport } from 'nodemailer';
import type { Stage } from './bounces/codes.js';
import type { Relay } from './relay.js';
import { withoutAddresses } from './without-addresses.js';

/** How a hand-over ended. Held: the relay could not be asked; no attempt is used up. */
export interface HandOver {
  state: 'sent' | 'deferred' | 'refused' | 'unconfirmed' | 'held';
  /** the relay's words, without addresses */
  reply: string;
  /** the code of its refusal (RFC 5321, 4.2), and where it came */
  code?: number;
  stage?: Stage;
}

/** How long a lane waits, in milliseconds of real time. */
export interface Patience {
  /** for a connection, and then for the greeting */
  connect: number;
  /** for any other sign of life */
  reply: number;
  /** for a hand-over as a whole */
  whole: number;
}
const PATIENCE: Patience = { connect: 15_000, reply: 60_000, whole: 120_000 };

type Transport = ReturnType<typeof openTransport>;
/** A message as nodemailer takes it. */
export type Message = Parameters<Transport['sendMail']>[0];

/**
 * One connection to the relay, one message at a time.
 * A connection each, because only so the library's notes tell which message had been handed over when a connection broke.
 */
export class Lane {
  private began = false;
  private handedOver = false;
  private readonly transport: Transport;

  constructor(
    relay: Relay,
    private readonly patience = PATIENCE,
  ) {
    this.transport = openTransport(relay, patience, (note) => {
      if (note === 'send') this.began = true;
      if (note === 'message') this.handedOver = true;
    });
  }

  /** Hands one message to the relay. Never rejects. */
  async send(message: Message): Promise<HandOver> {
    this.began = this.handedOver = false;
    const end = new AbortController(); // AbortSignal.timeout would keep every mail until its time is over
    const timer = setTimeout(() => end.abort(), this.patience.whole);
    try {
      const sent = await this.transport.sendMail({ ...message, signal: end.signal });
      return { state: 'sent', reply: kept(sent.response) };
    } catch (error) {
      return judge(error as SmtpError, this.began, this.handedOver);
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.transport.close();
  }
}

interface SmtpError {
  message: string;
  responseCode?: number;
  response?: string;
  command?: string;
}

/**
 * What an error says about the message: after the final dot only the relay's reply tells whether it took it,
 * and without one nobody knows (RFC 1047). A refusal of us (connection, sign-in, sender) is not the recipient's.
 */
function judge(error: SmtpError, began: boolean, handedOver: boolean): HandOver {
  const reply = kept(error.response ?? error.message);
  const code = error.responseCode ?? 0;
  if (!began || (code >= 500 && error.command === 'MAIL FROM')) return { state: 'held', reply };
  if (code >= 500) return { state: 'refused', reply, code, stage: error.command === 'RCPT TO' ? 'rcpt' : 'data' };
  if (code >= 400 || !handedOver) return { state: 'deferred', reply };
  return { state: 'unconfirmed', reply };
}

/** Of a reply, what the database can keep. */
const kept = (reply: string) => withoutAddresses(reply).slice(0, 500).toWellFormed();

function openTransport(relay: Relay, { connect, reply }: Patience, note: (entry: string | undefined) => void) {
  const listen = (entry: { tnx?: string } | string) => note(typeof entry === 'string' ? undefined : entry.tnx);
  const silent = () => {};
  return createTransport({
    ...relay,
    pool: true,
    maxConnections: 1,
    maxMessages: Infinity,
    maxRequeues: 0,
    connectionTimeout: connect,
    greetingTimeout: connect,
    socketTimeout: reply,
    idleTimeout: 20_000,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: { level: silent, trace: silent, debug: silent, info: listen, warn: silent, error: silent, fatal: silent },
  });
}
