/** What kind of message came to the bounce mailbox. */
export type ReportKind = 'bounce' | 'delayed' | 'complaint' | 'auto-reply' | 'challenge' | 'receipt' | 'other';

/** What a report says of one address. */
export interface ReportRecipient {
  /** the address we wrote to, in lower case; empty when the report does not name it */
  address: string;
  /** enhanced status code such as 5.1.1 (RFC 3463) */
  status?: string;
  /** what the refusing server said, or the lines about this address */
  diagnostic?: string;
  /** failed, delayed, delivered, relayed or expanded (RFC 3464) */
  action?: string;
}

/** A message from the bounce mailbox, taken apart. */
export interface Report {
  kind: ReportKind;
  recipients: ReportRecipient[];
  /** the part for people, without the message that came back */
  text: string;
  /** what ties it to a delivery of ours */
  returned: { messageId?: string; envelopeId?: string; verp?: string; subject?: string };
}
