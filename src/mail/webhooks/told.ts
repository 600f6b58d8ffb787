/**
 * What a provider's event means for the mail it is about.
 * passed: it went on its way, or was looked at: nothing of it is kept. note: nothing follows (delayed, left, answered by a machine).
 * hard, soft, ours: it did not arrive, and whose fault the provider takes that to be. gone: the provider says that there is no such address.
 */
export type Meaning = 'passed' | 'note' | 'complaint' | 'gone' | 'hard' | 'soft' | 'ours' | 'unknown';

/** One event of a provider, in our words. */
export interface Told {
  /** what the provider calls it: the same when it tells it again */
  id: string;
  /** the provider's own word for it */
  name: string;
  meaning: Meaning;
  /** the Message-ID that we gave, with its brackets */
  messageId?: string | undefined;
  /** to whom the mail went, in lower case */
  address?: string | undefined;
  /** what the other server said; never the provider's own description of a class */
  diagnostic?: string | undefined;
  /** enhanced status code (RFC 3463) */
  status?: string | undefined;
  /** SMTP reply code */
  code?: number | undefined;
}
