import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Config } from '../config.js';

/** Header fields that our signature covers; the library's own list leaves out the last four. */
const SIGNED =
  'From:To:Subject:Date:Message-ID:MIME-Version:Content-Type:List-Id:List-Unsubscribe:List-Unsubscribe-Post:Feedback-ID:Auto-Submitted';

/** How to reach an SMTP relay, as nodemailer takes it. */
export interface Relay {
  host: string;
  port: number;
  secure: boolean;
  requireTLS: boolean;
  ignoreTLS: boolean;
  auth?: { user: string; pass: string };
  dkim?: { domainName: string; keySelector: string; privateKey: string; headerFieldNames: string };
}

/** Reads an address such as `smtps://user:password@host:465`. On loopback TLS is not asked for; elsewhere nothing goes without. */
export function relayFrom(url: string, dkim: Config['dkim']): Relay {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && !loopback,
    ignoreTLS: !secure && loopback,
    ...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    ...(dkim && {
      dkim: {
        domainName: dkim.domain,
        keySelector: dkim.selector,
        privateKey: createPrivateKey(readFileSync(dkim.keyFile)).export({ type: 'pkcs8', format: 'pem' }).toString(),
        headerFieldNames: SIGNED,
      },
    }),
  };
}
