import DKIM from 'nodemailer/lib/dkim';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Stage } from './bounces/codes.js';
import type { Relay } from './relay.js';
import { withoutAddresses } from './without-addresses.js';

/** How a hand-over ended. Held: the relay could not be asked; no attempt is used up. */
export interface HandOver {
  state: 'sent' | 'deferred' | 'refused' | 'unconfirmed' | 'held';
  /** the relay's words, without addresses */
  reply: string;
  /** the code of its refusal (RFC 5321, 4.2), for good or for now, and where it came */
  code?: number;
  stage?: Stage;
  /** which relay answered */
  relayId?: number;
  /** held until then, in domain time, for the sake of the pace: the relay was not asked */
  until?: Date;
  /** whether that moment is its own */
  reserved?: boolean;
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

/** Milliseconds after which a connection that nothing is sent over is closed. */
const IDLE = 20_000;

/** A message and its envelope (RFC 5321, 3.3; RFC 3461). */
export interface Message {
  envelope: { from: string; to: string; dsn: { envid: string; ret: 'HDRS'; notify: ('FAILURE' | 'DELAY')[] } };
  /** as it goes over the wire, but for the signature */
  raw: Buffer;
}

/**
 * One connection to the relay, one message at a time: the library's connection without its pool, whose bookkeeping costs
 * a third of a hand-over and hides how far a message had come when its connection broke.
 */
export class Lane {
  private connection: SMTPConnection | undefined;
  private handedOver = false;
  private idle: NodeJS.Timeout | undefined;
  private giveUp: (error: Error) => void = nothing;
  private readonly signer: DKIM | undefined;

  constructor(
    private readonly relay: Relay,
    private readonly patience = PATIENCE,
  ) {
    this.signer = relay.dkim && new DKIM(relay.dkim);
  }

  /** Hands one message to the relay. Never rejects. */
  async send(message: Message): Promise<HandOver> {
    clearTimeout(this.idle);
    const reused = this.connection !== undefined;
    const result = (await this.handOver(message, reused)) ?? (await this.handOver(message, false));
    this.idle = setTimeout(() => this.leave(), IDLE).unref();
    return result!;
  }

  /** Ends the connection; a message on its way is given up. */
  close(): void {
    clearTimeout(this.idle);
    this.giveUp(new Error('the connection was given up'));
    this.connection?.close();
  }

  /** Says goodbye; the next message goes over another connection, even while the relay's goodbye is still under way. */
  private leave(): void {
    const { connection } = this;
    this.connection = undefined;
    connection?.quit();
  }

  /** @returns nothing when a connection that was used before turns out to be closed: the message may go over a new one */
  private async handOver(message: Message, reused: boolean): Promise<HandOver | undefined> {
    let connection: SMTPConnection;
    try {
      connection = this.connection ?? (await this.open());
    } catch (error) {
      return { state: 'held', reply: kept((error as Error).message) };
    }
    this.handedOver = false;
    try {
      return { state: 'sent', reply: kept(await this.transact(connection, message)) };
    } catch (thrown) {
      const error = thrown as SmtpError;
      const { code, responseCode } = error;
      if ((code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode !== 421) await this.reset(connection);
      else connection.close();
      if (reused && !this.handedOver && !responseCode && code === 'ECONNECTION') return undefined;
      return judge(error, this.handedOver);
    }
  }

  private open(): Promise<SMTPConnection> {
    const { dkim: _dkim, auth, ...relay } = this.relay;
    const { connect, reply } = this.patience;
    const logger = { ...SILENT, info: (entry: unknown) => void (this.handedOver ||= isWholeMessage(entry)) };
    const times = { connectionTimeout: connect, greetingTimeout: connect, socketTimeout: reply };
    const connection = new SMTPConnection({ ...relay, ...times, logger });
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => {
        connection.close();
        reject(error);
      };
      const done = () => resolve((this.connection = connection));
      connection.on('error', fail);
      connection.once('end', () => {
        if (this.connection === connection) this.connection = undefined;
      });
      connection.connect((error) => {
        if (error) fail(error);
        else if (auth && connection.allowsAuth) connection.login(auth, (refusal) => (refusal ? fail(refusal) : done()));
        else done();
      });
    });
  }

  /** @returns the relay's reply to the whole @throws SmtpError */
  private transact(connection: SMTPConnection, { envelope, raw }: Message): Promise<string> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => this.close(), this.patience.whole);
      this.giveUp = (error) => {
        clearTimeout(late);
        reject(error);
      };
      connection.send(envelope, this.signer?.sign(raw) ?? raw, (error, sent) => {
        clearTimeout(late);
        this.giveUp = nothing;
        if (error) reject(error);
        else resolve(sent.response);
      });
    });
  }

  /** A message was refused, the connection is well: it goes on with the next. */
  private reset(connection: SMTPConnection): Promise<void> {
    return new Promise((resolve) => {
      connection.once('end', resolve);
      connection.reset((error) => {
        connection.removeListener('end', resolve);
        if (error) connection.close();
        resolve();
      });
    });
  }
}

interface SmtpError {
  message: string;
  code?: string;
  responseCode?: number;
  response?: string;
  command?: string;
}

/**
 * What an error says about the message: after the final dot only the relay's reply tells whether it took it,
 * and without one nobody knows (RFC 1047). A refusal of us (the sender) is not the recipient's.
 */
function judge(error: SmtpError, handedOver: boolean): HandOver {
  const reply = kept(error.response ?? error.message);
  const code = error.responseCode ?? 0;
  if (code >= 500 && error.command === 'MAIL FROM') return { state: 'held', reply };
  const stage = stageOf(error.command);
  if (code >= 500) return { state: 'refused', reply, code, stage };
  if (code >= 400 || !handedOver) return { state: 'deferred', reply: ofWhom(stage, reply), code, stage };
  return { state: 'unconfirmed', reply };
}

function stageOf(command = ''): Stage {
  if (command === 'MAIL FROM') return 'mail';
  return command === 'RCPT TO' ? 'rcpt' : 'data';
}

/** A reply before the recipient was named is about us: it must not look like the recipient's. */
const ofWhom = (stage: Stage, reply: string) => (stage === 'mail' ? `MAIL FROM: ${reply}` : reply);

/** Of a reply, what the database can keep. */
const kept = (reply: string) => withoutAddresses(reply).slice(0, 500).toWellFormed();

const nothing = () => {};
const SILENT = { level: nothing, trace: nothing, debug: nothing, warn: nothing, error: nothing, fatal: nothing };
/** Whether the library notes that all of a message is with the socket. */
const isWholeMessage = (entry: unknown) => (entry as { tnx?: string }).tnx === 'message';
