import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request that changes something was made by a page elsewhere: what cookies with SameSite=Lax leave open, and a
 * sign-in that somebody else started. Fetch metadata first, then Origin; what sends neither is no browser.
 * Source: the algorithm of Go's http.CrossOriginProtection (2025).
 * @param own the origin of this service
 */
export function isCrossOrigin(method: string, headers: IncomingHttpHeaders, own: string): boolean {
  if (['GET', 'HEAD', 'OPTIONS'].includes(method)) return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin } = headers;
  return origin !== undefined && origin !== own && !sameHost(origin, headers.host);
}

/** Where the service is reached by another name than its public one. */
function sameHost(origin: string, host: string | undefined): boolean {
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}
