import { get as getPlain, type IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { validity, witness } from './certificate.js';
import { isLoopback } from './domains.js';
import type { Site } from './site.js';
import { fail, said, skipped, warn, type Verdict } from './verdict.js';

/** Milliseconds for the whole answer. */
const PATIENCE = 4500;
/** Bytes of an answer that are looked at. */
const ENOUGH = 1000;

/** Whether the address in our mails leads here, over https (RFC 8058 lets receivers unsubscribe over nothing else). */
export async function publicAddress({ config, names, authorities }: Site): Promise<Verdict> {
  const { publicUrl, production } = config;
  const { hostname, protocol } = new URL(publicUrl);
  const outside = 'Set PUBLIC_URL to the https:// address that people reach this service at.';
  if (isLoopback(hostname) && protocol === 'http:')
    return (production ? fail : skipped)(`only this computer reaches ${publicUrl}`, outside);
  const { tls, seen } = witness(authorities);
  let answer: { status: number; text: string };
  try {
    answer = await fetchText(`${publicUrl}/health`, tls);
  } catch (error) {
    if (!isLoopback(hostname)) await names.blame(error);
    return fail(
      `${publicUrl} cannot be reached: ${said(error)}`,
      'See that the service runs, that the name points to it, and that the proxy before it has a certificate for this name. If people do reach it, your network only keeps you from reaching it from within.',
    );
  }
  if (answer.status !== 200 || !/"status":\s*"ok"/.test(answer.text))
    return fail(
      `at ${publicUrl}/health something else answers (${answer.status})`,
      'See that PUBLIC_URL is this service, scheme and all, and that the proxy before it hands on every path.',
    );
  const certificate = seen();
  if (!certificate) return (production ? fail : warn)(`${publicUrl} answers, but without https`, outside);
  const verdict = validity(certificate, new Date(), publicUrl);
  return { ...verdict, found: `${publicUrl} answers; ${verdict.found}` };
}

/** A plain GET on a connection of its own; redirects are not followed. */
function fetchText(url: string, tls: object): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(PATIENCE);
    const options = { agent: false, signal };
    const read = (response: IncomingMessage) => {
      const { statusCode: status = 0 } = response;
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        if (text.length > ENOUGH) response.destroy();
      });
      response.on('error', reject).on('close', () => resolve({ status, text }));
    };
    const request = url.startsWith('https:') ? get(url, { ...options, ...tls }, read) : getPlain(url, options, read);
    request.on('error', (error) => reject(signal.aborted ? new Error('it timed out') : error));
  });
}
