import type { RelayVisit } from './relay-visit.js';
import type { Site } from './site.js';
import { isLoopback } from './domains.js';
import { validity } from './certificate.js';
import { fail, ok, said, skipped, type Verdict } from './verdict.js';

/** Whether mail can be handed over: the relay is reached, with TLS, and takes our sign-in. */
export async function relayCheck(site: Site, url: string | undefined): Promise<Verdict> {
  if (!url)
    return skipped(
      'no relay is set: mail goes nowhere, it stays in the built-in mailbox',
      'Set SMTP_URL to smtps://user:password@host when mail shall leave this computer.',
    );
  const { relay, error, certificate } = await site.relay(url);
  const place = `${relay.host}:${relay.port}`;
  if (error) {
    if (!isLoopback(relay.host)) await site.names.blame(error);
    return fail(`${place}: ${said(error)}`, mendFor(error, place));
  }
  const signedIn = relay.auth ? `signed in as ${relay.auth.user}` : 'without sign-in';
  if (!certificate) return ok(`${place} answers, in clear text on this computer, ${signedIn}`);
  const { found, ...rest } = validity(certificate, new Date(), place);
  return { ...rest, found: `${place} answers with TLS, ${signedIn}; ${found}` };
}

function mendFor(error: NonNullable<RelayVisit['error']>, place: string): string {
  const text = `${error.code ?? ''} ${said(error)}`;
  if (/EAUTH|ENOAUTH/.test(text) || (error.responseCode ?? 0) === 535)
    return 'Check user and password in SMTP_URL (a special sign in them is written as %40 and the like).';
  if (/self-signed|unable to (?:get|verify)|altnames|expired|CERT/i.test(text))
    return `The certificate of ${place} cannot be trusted: use the name it is made out to, have it renewed, or name its own authority in NODE_EXTRA_CA_CERTS.`;
  if (/ETLS|wrong version|STARTTLS/i.test(text))
    return 'No TLS there: smtps:// is for TLS from the start (port 465), smtp:// for STARTTLS (port 587).';
  if (/EDNS|ENOTFOUND/.test(text)) return 'Check the host in SMTP_URL.';
  return `Check host and port in SMTP_URL, and that this computer may connect to ${place} (many networks block port 25).`;
}
