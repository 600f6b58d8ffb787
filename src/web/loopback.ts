import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK = /^(?:::1|(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/i;
const OWN_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;
const FORWARDED = /^(?:forwarded|via|x-real-ip|x-forwarded(?:-.*)?)$/;

/**
 * Whether a request comes from this computer and was meant for it: loopback's connection, loopback's name (a page elsewhere
 * may point its own name at 127.0.0.1) and no sign of a proxy in between.
 * @param remoteAddress the socket's own, whatever a proxy says
 */
export function fromThisComputer(remoteAddress: string | undefined, headers: IncomingHttpHeaders): boolean {
  return (
    LOOPBACK.test(remoteAddress ?? '') &&
    OWN_HOST.test(headers.host ?? '') &&
    !Object.keys(headers).some((name) => FORWARDED.test(name))
  );
}
