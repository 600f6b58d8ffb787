import { ImapFlow } from 'imapflow';
import { validity, witness } from './certificate.js';
import { isLoopback } from './domains.js';
import type { Site } from './site.js';
import { fail, ok, said, skipped, warn, type Verdict } from './verdict.js';

/** Milliseconds for a connection, a greeting, and silence. */
const PATIENCE = 4000;

/** Whether the mailbox that bounces go to can be read. */
export async function bounceMailbox({ config, names, authorities }: Site): Promise<Verdict> {
  const { bounceImapUrl, bounceAddress } = config;
  if (!bounceImapUrl)
    return bounceAddress && config.relays.length > 0
      ? warn(
          `nobody reads the mailbox of ${bounceAddress}`,
          "Set BOUNCE_IMAP_URL to imaps://user:password@host, or have the relay's webhook tell of bounces.",
        )
      : skipped('none is set', 'Set BOUNCE_IMAP_URL to imaps://user:password@host when mail leaves this computer.');
  const { protocol, hostname, port, username, password } = new URL(bounceImapUrl);
  const secure = protocol === 'imaps:';
  const host = hostname.replace(/^\[|\]$/g, '');
  const place = `${host}:${port || (secure ? 993 : 143)}`;
  const { tls, seen } = witness(authorities);
  const client = new ImapFlow({
    host,
    port: Number(port) || (secure ? 993 : 143),
    secure,
    ...(!secure && { doSTARTTLS: !isLoopback(host) }),
    auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    tls,
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: PATIENCE,
    greetingTimeout: PATIENCE,
    socketTimeout: PATIENCE,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const inbox = await client.status('INBOX', { messages: true });
    const messages = (inbox && inbox.messages) || 0;
    const certificate = seen();
    const waiting = `${place} lets us in, ${messages} ${messages === 1 ? 'message' : 'messages'} in it`;
    if (!certificate) return ok(`${waiting}, in clear text on this computer`);
    const verdict = validity(certificate, new Date(), place);
    return { ...verdict, found: `${waiting}; ${verdict.found}` };
  } catch (error) {
    if (!isLoopback(host)) await names.blame(error);
    const { authenticationFailed, responseText } = error as { authenticationFailed?: boolean; responseText?: string };
    return fail(
      `${place}: ${responseText ?? said(error)}`,
      authenticationFailed
        ? 'Check user and password in BOUNCE_IMAP_URL (a special sign in them is written as %40 and the like).'
        : 'Check BOUNCE_IMAP_URL: imaps:// is for TLS from the start (port 993), imap:// for STARTTLS (port 143); the certificate must be one that can be trusted.',
    );
  } finally {
    client.close();
  }
}
