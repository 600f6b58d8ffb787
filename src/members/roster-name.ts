import { type Address, parseAddress } from './address.js';
import { isLinkLike } from './link-like.js';
import { trimmed } from './white-space.js';

const LONGEST_NAME = 200;
/** what follows a comma without being a first name */
const TITLE =
  /^(?:jr|sr|junior|senior|i{1,3}|iv|ph\.?d|dphil|md|esq|mba|bsc|msc|ba|ma|obe|mbe|cbe|kc|qc|cpa|aca|acca|ltd|llp|inc|plc|llc|gmbh)\.?$/i;

/** What a row says about a person's name, each as it stands in the file; '' where it says nothing. */
export interface NameCells {
  full: string;
  first: string;
  last: string;
  /** the name that a mail program shows, used when there is no other */
  shown: string;
}

/**
 * The name a mail greets with, '' for none: the full name, else first and last, else the one shown. Line breaks, control
 * characters and length (200) are mended; a name that repeats the address counts as none; one that holds a link or an @
 * is a problem, for it would stand in mails.
 */
export function rosterName(cells: NameCells, address?: Address): { name: string } | { problem: string; value: string } {
  const full = cleaned(cells.full, address);
  const parts = cleaned(`${cleaned(cells.first)} ${cleaned(cells.last)}`, address);
  const name = turned(full) || parts || turned(cleaned(cells.shown, address));
  if (name.includes('@')) return { problem: 'has an @ in it', value: name };
  if (isLinkLike(name)) return { problem: 'has a link in it', value: name };
  return { name };
}

function cleaned(text: string, address?: Address): string {
  let name = trimmed(
    text
      .slice(0, 10 * LONGEST_NAME)
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .replace(/(?![\u200c\u200d])\p{Cf}/gu, '')
      .normalize('NFC'),
  );
  name = trimmed(/^(?:"([^"]*)"|'([^']*)')$/u.exec(name)?.filter((part) => part)[1] ?? name);
  if (address) name = withoutAddress(name, address);
  // no letter at all, or a replacement character: a damaged name is worse than none
  if (!/\p{L}/u.test(name) || name.includes('\ufffd')) return '';
  return trimmed(Array.from(name).slice(0, LONGEST_NAME).join(''));
}

/** Outlook shows `Name (a@b)`; others repeat the address where the name should be. */
function withoutAddress(name: string, { key }: Address): string {
  const [, before = name, within = name] = /^(.*?) ?[(<[]([^()<>[\]]*)[)>\]]$/u.exec(name) ?? [];
  const parsed = parseAddress(within);
  if (!('key' in parsed) || parsed.key !== key) return name;
  return within === name ? '' : withoutAddress(trimmed(before), { address: key, key });
}

/** `Last, First` the other way round where it is clearly that. */
function turned(name: string): string {
  const [, last, first] = /^([\p{L}\p{M}'’ -]+), ?([\p{L}\p{M}'’. -]+)$/u.exec(name) ?? [];
  if (last === undefined || first === undefined) return name;
  const isTitle = TITLE.test(first) || (/^\p{Lu}{2,5}$/u.test(first) && last !== last.toUpperCase());
  if (isTitle || last.split(' ').length > 3 || first.split(' ').length > 3) return name;
  return `${first} ${last}`;
}
