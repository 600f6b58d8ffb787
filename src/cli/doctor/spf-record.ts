/** What an SPF record makes a receiver do (RFC 7208). */
export interface SpfRecord {
  /** look-ups it costs by itself, each include and the redirect among them (4.6.4) */
  lookups: number;
  /** records it leads to, whose look-ups count as well; those with macros cannot be followed */
  includes: string[];
  redirect: string | undefined;
  /** what becomes of mail from anywhere else: `+` lets it pass, `-` and `~` do not, `?` says nothing */
  all: '+' | '-' | '~' | '?' | undefined;
}

const ASKS = /^[+\-~?]?(?:include|a|mx|ptr|exists)(?=[:/]|$)/;

/** Whether a text at a domain is its SPF record (4.5). */
export const isSpf = (text: string): boolean => /^v=spf1(?: |$)/i.test(text);

/** Reads an SPF record as far as its costs and its end go. */
export function readSpf(text: string): SpfRecord {
  const terms = text.toLowerCase().split(' ').filter(Boolean).slice(1);
  const valueOf = (term: string) => term.slice(term.search(/[:=]/) + 1);
  const includes = terms.filter((term) => /^[+\-~?]?include:/.test(term)).map(valueOf);
  const redirect = terms.filter((term) => term.startsWith('redirect=')).map(valueOf)[0];
  const all = terms.find((term) => /^[+\-~?]?all$/.test(term));
  return {
    lookups: terms.filter((term) => ASKS.test(term)).length + (redirect && !all ? 1 : 0),
    includes: includes.filter((domain) => !domain.includes('%')),
    redirect: all || redirect?.includes('%') ? undefined : redirect, // 6.1: all makes a redirect void
    all: all === undefined ? undefined : all === 'all' ? '+' : (all.charAt(0) as SpfRecord['all']),
  };
}
