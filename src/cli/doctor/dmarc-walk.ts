import type { Names } from './names.js';
import { readTags } from './tags.js';

/** The domain that a name belongs to in the eyes of DMARC, and the record that holds for the name. */
export interface DmarcPolicy {
  organisation: string;
  /** undefined: there is none */
  record: Map<string, string> | undefined;
  /** where the record stands */
  at: string;
}

/** The names a receiver asks after, the domain itself first: of long ones at the most eight (RFC 9989, 4.10). */
export function walk(domain: string): string[] {
  const labels = domain.split('.');
  const most = labels.length > 8 ? 7 : labels.length - 1;
  const parents = Array.from({ length: most }, (_, index) => labels.slice(index - most).join('.'));
  return [domain, ...parents];
}

/** Finds policy and organisational domain of a domain by the DNS tree walk (RFC 9989, 4.10.1 and 4.10.2). */
export async function findPolicy(names: Names, domain: string): Promise<DmarcPolicy> {
  const found: { at: string; record: Map<string, string> }[] = [];
  for (const at of walk(domain)) {
    const records = await dmarcRecords(names, at);
    const [record] = records;
    if (!record || records.length > 1) continue; // of several, none counts
    found.push({ at, record });
    if (['n', 'y'].includes(record.get('psd') ?? '')) break;
  }
  const last = found.at(-1);
  if (!last) return { organisation: domain, record: undefined, at: domain };
  const suffix = last.record.get('psd') === 'y' && last.at !== domain;
  const organisation = suffix ? (walk(domain).find((name) => isChild(name, last.at)) ?? domain) : last.at;
  const own = found.find(({ at }) => at === domain) ?? found.find(({ at }) => at === organisation) ?? last;
  return { organisation, ...own };
}

/** The DMARC records at a domain, well formed as far as their name goes. */
export async function dmarcRecords(names: Names, domain: string): Promise<Map<string, string>[]> {
  const texts = await names.txt(`_dmarc.${domain}`);
  return texts.filter((text) => /^v\s*=\s*DMARC1\s*(?:;|$)/.test(text)).map(readTags);
}

const isChild = (name: string, parent: string) =>
  name.endsWith(`.${parent}`) && !name.slice(0, -parent.length - 1).includes('.');
