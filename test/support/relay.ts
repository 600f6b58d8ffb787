import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/**
 * A real SMTP server on a loopback port, for user `steps` and password `right`, that greets with its time as some do.
 * @param ahead seconds its clock is ahead
 */
export async function startRelay(
  options: SMTPServerOptions,
  ahead = 0,
): Promise<{ port: number; stop(): Promise<void> }> {
  const time = () => new Date(Date.now() + ahead * 1000).toUTCString().replace('GMT', '+0000');
  const server = new SMTPServer({
    onAuth: ({ username, password }, _session, done) =>
      username === 'steps' && password === 'right'
        ? done(null, { user: username })
        : done(new Error('535 5.7.8 wrong user or password')),
    ...options,
  });
  Object.defineProperty(server.options, 'banner', { get: time });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const stop = () => new Promise<void>((resolve) => server.close(resolve));
  return { port: (server.server.address() as AddressInfo).port, stop };
}
