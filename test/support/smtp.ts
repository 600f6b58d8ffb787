import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';

/** Where a fault comes: instead of the answer to a command, after half of the body, or before or after the last reply. */
export type Stage = 'connect' | 'ehlo' | 'mail' | 'rcpt' | 'data' | 'half' | 'dot' | 'replied';
/** Refuse for good (550), for now (451), with 421 and a goodbye; close without a word; or say nothing at all. */
export type Trouble = 'refuse' | 'later' | '421' | 'close' | 'hang';

/** What the relay is to do wrong. */
interface Fault {
  stage: Stage;
  trouble: Trouble;
  /** only with this recipient's mail; of no use before `rcpt` */
  to?: string;
  /** how often; for ever unless said */
  times?: number;
}

/** A relay on loopback that may be told to misbehave and counts what it took. */
export interface Relayed {
  url: string;
  port: number;
  faults: Fault[];
  /** what it took responsibility for, or may have, in that order */
  received: { from: string; to: string; source: string }[];
  /** how many connections were made so far */
  connections: () => number;
  /** how many copies a recipient got */
  copies(to: string): number;
  stop(): Promise<void>;
}

/** A connection as the server keeps it; these parts of it are not in its types. */
interface Connection {
  id: string;
  session: SMTPServerSession;
  _socket: Socket;
  _parser: unknown;
  send(code: number, text: string): void;
  [handler: `handler_${string}`]: (command: Buffer, done: () => void) => void;
}

/** @param delay milliseconds it thinks about each message; @param settings of the server, such as `maxClients` */
export async function startSmtp(delay = 0, settings: SMTPServerOptions = {}, port = 0): Promise<Relayed> {
  const received: Relayed['received'] = [];
  const faults: Fault[] = [];
  let connections = 0;

  const trouble = (stage: Stage, to?: string): Trouble | undefined => {
    const fault = faults.find((one) => one.stage === stage && (!one.to || one.to === to) && one.times !== 0);
    if (fault?.times) fault.times--;
    return fault?.trouble;
  };
  const act = (what: Trouble, { _socket: socket }: Connection, say: Connection['send']) => {
    if (what === 'refuse') say(550, '5.7.1 not from you');
    if (what === 'later') say(451, '4.3.0 not now');
    if (what === '421') say(421, '4.3.2 going down');
    if (what === '421') socket.end();
    if (what === 'close') socket.destroy();
  };
  const connectionOf = (session: SMTPServerSession) =>
    [...(server.connections as unknown as Set<Connection>)].find(({ id }) => id === session.id)!;

  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: 50 * 1024 * 1024,
    onConnect(session, done) {
      connections++;
      const connection = connectionOf(session);
      const what = trouble('connect');
      if (what === 'refuse' || what === 'later')
        return done(Object.assign(new Error('no'), { responseCode: what === 'refuse' ? 554 : 451 }));
      if (what) return act(what, connection, (code, text) => connection.send(code, text));
      for (const stage of ['ehlo', 'mail', 'rcpt', 'data'] as const) {
        const usual = connection[`handler_${stage.toUpperCase()}`]!;
        connection[`handler_${stage.toUpperCase()}`] = (command, next) => {
          const to = stage === 'rcpt' ? /<(.*?)>/.exec(command.toString())?.[1] : recipient(connection.session);
          const wrong = trouble(stage, to);
          if (!wrong) return usual.call(connection, command, next);
          act(wrong, connection, (code, text) => connection.send(code, text));
          if (wrong !== 'hang') next();
        };
      }
      return done();
    },
    onData(stream, session, done) {
      const connection = connectionOf(session);
      const to = recipient(session)!;
      const half = trouble('half', to);
      if (half) {
        // Nothing more is read: a body beyond what the sockets hold cannot be handed over.
        const { _socket: socket } = connection;
        socket.pause();
        void pause(50).then(() => act(half, connection, (code, text) => socket.write(`${code} ${text}\r\n`)));
        return;
      }
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      const end = async () => {
        if (delay > 0) await pause(delay);
        const take = () =>
          received.push({ from: sender(session), to, source: Buffer.concat(chunks).toString('latin1') });
        const wrong = trouble('dot', to);
        // It may have taken the mail and died before it could say so: the worst that may come of it is counted.
        if (wrong === 'close' || wrong === 'hang') take();
        if (wrong)
          return act(wrong, connection, (code, text) => done(Object.assign(new Error(text), { responseCode: code })));
        take();
        done();
        const after = trouble('replied', to);
        if (after) setImmediate(() => act(after, connection, () => {}));
      };
      stream.on('end', () => void end());
    },
    ...settings,
  });
  server.on('error', () => {});
  const listener = await new Promise<ReturnType<SMTPServer['listen']>>((resolve) => {
    const listening = server.listen(port, '127.0.0.1', () => resolve(listening));
  });
  const bound = (listener.address() as AddressInfo).port;
  return {
    url: `smtp://127.0.0.1:${bound}`,
    port: bound,
    faults,
    received,
    connections: () => connections,
    copies: (to) => received.filter((mail) => mail.to === to).length,
    stop() {
      for (const { _socket } of server.connections as unknown as Set<Connection>) _socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const recipient = (session: SMTPServerSession) => session.envelope.rcptTo[0]?.address;
const sender = ({ envelope }: SMTPServerSession) => (envelope.mailFrom ? envelope.mailFrom.address : '');
