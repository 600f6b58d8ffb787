import type { ImapFlowOptions } from 'imapflow';

/** Reads an address such as `imaps://user:password@host:993`. On loopback TLS is not asked for; elsewhere nothing goes without. */
export function imapSettings(url: string): ImapFlowOptions {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'imaps:';
  const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (secure ? 993 : 143),
    secure,
    ...(!secure && { doSTARTTLS: !loopback }),
    auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    autoIdleDelay: 1000, // nobody else uses this connection
    logger: false,
  };
}
