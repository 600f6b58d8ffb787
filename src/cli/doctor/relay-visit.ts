import { createTransport } from 'nodemailer';
import { relayFrom, type Relay } from '../../mail/relay.js';
import { witness, type Validity } from './certificate.js';

/** What came of calling on a relay. */
export interface RelayVisit {
  relay: Relay;
  /** what went wrong on the way in; undefined: it let us in */
  error?: NodeJS.ErrnoException & { responseCode?: number };
  /** the certificate it showed, where it could be trusted; undefined: none, or the connection is in clear text */
  certificate: Validity | undefined;
  /** what it said first, and when that came */
  greeting: { text: string; at: Date } | undefined;
}

/** Milliseconds for a connection, a greeting, and every reply. */
const PATIENCE = 4000;

/** Connects to a relay as the service does, signs in and leaves. Nothing is sent. Never rejects. */
export async function visitRelay(url: string, authorities?: string[]): Promise<RelayVisit> {
  const relay = relayFrom(url, undefined);
  const { tls, seen } = witness(authorities);
  let greeting: RelayVisit['greeting'];
  const silent = () => {};
  const listen = (entry: { tnx?: string } | string, text: unknown) => {
    if (typeof entry === 'object' && entry.tnx === 'server') greeting ??= { text: String(text), at: new Date() };
  };
  const transport = createTransport({
    ...relay,
    tls,
    connectionTimeout: PATIENCE,
    greetingTimeout: PATIENCE,
    socketTimeout: PATIENCE,
    debug: true,
    logger: { level: silent, trace: silent, debug: listen, info: silent, warn: silent, error: silent, fatal: silent },
  });
  const error = await transport.verify().then(
    () => undefined,
    (refusal: RelayVisit['error']) => refusal,
  );
  transport.close();
  return { relay, ...(error && { error }), certificate: seen(), greeting };
}
