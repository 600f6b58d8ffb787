import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import type { TestCertificate } from './certificates.js';

/** As much of an IMAP server (RFC 9051) as it takes to sign in and ask how many messages there are. */
export async function startImap(
  { key, cert }: TestCertificate,
  password: string,
  messages: number,
): Promise<{ port: number; stop(): Promise<void> }> {
  const answers = (tag: string, verb: string, rest: string): string => {
    if (verb === 'CAPABILITY') return `* CAPABILITY IMAP4rev1\r\n${tag} OK done\r\n`;
    if (verb === 'LOGIN' && !rest.includes(password)) return `${tag} NO [AUTHENTICATIONFAILED] wrong password\r\n`;
    if (verb === 'STATUS') return `* STATUS INBOX (MESSAGES ${messages})\r\n${tag} OK done\r\n`;
    return `${tag} OK done\r\n`;
  };
  const server = createServer({ key, cert }, (socket) => {
    socket.on('error', () => undefined);
    socket.write('* OK ready\r\n');
    socket.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\r\n').filter(Boolean)) {
        const [tag = '', verb = '', ...rest] = line.split(' ');
        socket.write(answers(tag, verb.toUpperCase(), rest.join(' ')));
      }
    });
  });
  server.on('tlsClientError', () => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, stop: async () => void server.close() };
}
