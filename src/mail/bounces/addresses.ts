const one = String.raw`[^\s<>()"',;:@\[\]*|\\]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,9}`;
const machine =
  /^(?:postmaster|mailer-daemon|mailerdaemon|mail-daemon|abuse|helpdesk|support|noreply|no-reply|root|bounces?|spammaster|hostmaster)@/i;

/** A person's address as it stands in a report: in lower case, without brackets or the type before it. */
export function bareAddress(text: string): string {
  const found = new RegExp(one).exec(text.replace(/^[\w-]+;|^.*\bSMTP=/i, '').replaceAll(/[<>]/g, ' '));
  return found ? found[0].replace(/[.:]+$/, '').toLowerCase() : '';
}

/** Lines that begin what a report in free form says of one address; the first group is the address. */
const alone = [
  new RegExp(
    String.raw`^[\s>*-]*[<"'([]*(?:mailto:)?(${one})[>"')\]]*\s*(?:\((?:expanded from|ultimately|generated|originally)?[^)]*\)?)?\s*[:.,]?\s*$`,
    'i',
  ),
  new RegExp(String.raw`^\s*<(${one})>(?:\s*\(expanded from [^)]*\))?\s*:?\s`, 'i'),
  new RegExp(String.raw`^\s*(${one})\s*(?::|\.\.\.|on |- |\[|\(reason|\(|;|\s{2,}|failed|does |is )`, 'i'),
  new RegExp(String.raw`SMTP=(${one})`, 'i'),
];
const within = [
  new RegExp(
    String.raw`\b(?:recipients?(?: address)?(?:\(s\))?|intended for|original address|error-for|addressed to(?: email address)?|undeliverable to|undelivered to|deliver(?:ed|y|ing)?(?: \w+){0,4} to|delivered to|mailbox|user|address(?:e|es)?|account|empf[aä]nger|destinataire|destinatario|ontvanger|to|rcpt to|an|à|für|voor|para)(?:\s*[:=]\s*|\s+)(?:--\s*)?(?:\[?smtp:)?[<"'(]*(?:mailto:)?(${one})`,
    'i',
  ),
];

/** What a report in free form says of one address. */
export interface NamedAddress {
  address: string;
  /** the lines from its own to the next address */
  lines: string;
}

/**
 * Addresses that a report in free form names as undelivered, with what it says of each: lines of their own first,
 * then phrases such as "delivered to". Addresses of machines and those left out are never recipients.
 * @param except addresses of the report's own sender and receiver
 */
export function namedAddresses(text: string, except: string[]): NamedAddress[] {
  for (const forms of [alone, within]) {
    const found = inLines(text.split(/\r?\n/), forms, except);
    if (found.length > 0) return found;
  }
  const any = [...text.matchAll(new RegExp(one, 'g'))].map(([address]) => bareAddress(address));
  const [address] = any.filter((each) => isPerson(each, except));
  return address ? [{ address, lines: text }] : [];
}

function inLines(lines: string[], forms: RegExp[], except: string[]): NamedAddress[] {
  const found = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const line of lines) {
    const address = bareAddress(forms.map((form) => form.exec(line)?.[1]).find(Boolean) ?? '');
    if (address && isPerson(address, except)) {
      current = found.get(address) ?? [];
      found.set(address, current);
    }
    current?.push(line);
  }
  return [...found].map(([address, own]) => ({ address, lines: own.join('\n').trim() }));
}

function isPerson(address: string, except: string[]): boolean {
  return address !== '' && !machine.test(address) && !except.includes(address);
}
