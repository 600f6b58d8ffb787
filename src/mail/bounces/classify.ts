import { codesIn, type Codes, type Stage } from './codes.js';
import type { BounceClass } from './decide.js';
import { evidenceText } from './evidence-text.js';
import type { ReportKind } from './report.js';
import { addressFirstRules, addressLastRules, addressRules, recipientRefusedRules } from './rules/address.js';
import { addressLanguageRules, oursLanguageRules, softLanguageRules } from './rules/languages.js';
import { messageRules } from './rules/ours-message.js';
import { oursLastRules, policyRules } from './rules/ours-policy.js';
import { senderRules } from './rules/ours-sender.js';
import { wayRules } from './rules/ours-way.js';
import type { Rule } from './rules/rule.js';
import { softFirstRules } from './rules/soft-first.js';
import { softLastRules, softRules } from './rules/soft.js';

/** All that is known of a refusal, a bounce or another answer; each may be missing. */
export interface Evidence {
  /** what the other server said: the SMTP reply or the Diagnostic-Code */
  diagnostic?: string;
  /** the part of a report for people */
  text?: string;
  /** enhanced status code, such as 5.1.1 */
  status?: string;
  /** SMTP reply code, such as 550 */
  code?: number;
  stage?: Stage;
  /** what kind of report it came in; unset for an SMTP reply */
  kind?: ReportKind;
}

/** A class, and the name of the rule that told it. */
export interface Verdict {
  class: BounceClass;
  matched: string;
}

type ClassedRule = Rule & { class: BounceClass };
const classed = (bounceClass: BounceClass, rules: Rule[]): ClassedRule[] =>
  rules.map((rule) => ({ ...rule, class: bounceClass }));

const telling = [
  ...classed('soft', [...softFirstRules, ...softLanguageRules]),
  ...classed('address', addressFirstRules),
  ...classed('ours', [...messageRules, ...senderRules, ...wayRules, ...policyRules, ...oursLanguageRules]),
  ...classed('soft', softRules),
  ...classed('address', [...addressRules, ...addressLanguageRules]),
];
const unavailable = classed('address', addressLastRules);
const refused = classed('address', recipientRefusedRules);
const weak = [...classed('soft', softLastRules), ...classed('ours', oursLastRules)];

/**
 * The one place that says what a refusal means: text before status before reply code, and in doubt not `address`,
 * as a good address lost is worse than a bad one kept.
 */
export function classify(evidence: Evidence): Verdict {
  const said = evidence.diagnostic ?? '';
  const codes = codesOf(evidence);
  return (
    ofKind(evidence) ??
    byText([said, evidence.text ?? ''], codes) ??
    byStatus(codes.status) ??
    byCode(codes) ?? { class: 'unknown', matched: 'nothing telling' }
  );
}

/** What is neither a refusal nor a bounce is settled by its kind alone. */
function ofKind({ kind, text, diagnostic }: Evidence): Verdict | undefined {
  if (!kind || kind === 'bounce') return undefined;
  if (kind === 'complaint') return { class: 'complaint', matched: 'complaint' };
  if (kind === 'other' && !text && !diagnostic) return { class: 'unknown', matched: 'cannot be read' };
  return { class: 'information', matched: kind === 'other' ? 'not a bounce' : kind };
}

/** Codes given as such count before those in the text. */
function codesOf({ diagnostic = '', text = '', status, code, stage }: Evidence): Codes {
  const inDiagnostic = codesIn(diagnostic);
  const inText = codesIn(text);
  return {
    status:
      status && !/^[245]\.0\.0$/.test(status)
        ? status
        : (inDiagnostic.status ?? (diagnostic ? undefined : inText.status) ?? status),
    code: code ?? inDiagnostic.code ?? (diagnostic ? undefined : inText.code),
    stage: stage ?? inDiagnostic.stage ?? inText.stage,
  };
}

function byText(texts: string[], codes: Codes): Verdict | undefined {
  const ready = texts.map(evidenceText).filter(Boolean);
  for (const rules of [telling, permanent(codes) ? unavailable : [], aboutAddress(codes) ? refused : [], weak]) {
    for (const text of ready) {
      const rule = rules.find(({ pattern, unless }) => pattern.test(text) && !unless?.test(text));
      if (rule) return { class: tempered(rule, codes), matched: rule.name };
    }
  }
  return undefined;
}

/**
 * An unknown host that was refused for the time being may be a fault of its name servers; an "unknown user" that was
 * accepted as a recipient first, with a status about the mailbox, is a filter's way to refuse (Japanese carriers).
 */
function tempered(rule: ClassedRule, { code, status, stage }: Codes): BounceClass {
  if (rule.class === 'address' && stage === 'data' && status?.startsWith('5.2.')) return 'soft';
  const temporary = code ? code < 500 : (status?.startsWith('4') ?? false);
  return rule.name === 'unknown host' && temporary ? 'soft' : rule.class;
}

/** A weak sign of a wrong address holds when the refusal is for good and is not about the message. */
function permanent({ status = '', code = 0, stage }: Codes): boolean {
  if (stage === 'data' || stage === 'mail' || stage === 'connect' || /^(?:4|5\.[67]\.)/.test(status)) return false;
  return code >= 500 || (code === 0 && status.startsWith('5'));
}

/** The refusal came when the recipient was named, or its status is about addresses. */
function aboutAddress(codes: Codes): boolean {
  return permanent(codes) && (codes.stage === 'rcpt' || codes.status?.startsWith('5.1.') === true);
}

function byStatus(status = ''): Verdict | undefined {
  const matched = `status ${status}`;
  if (/^[45]\.7\.|^5\.3\.4$|^5\.6\./.test(status)) return { class: 'ours', matched };
  if (/^5\.1\.(?:1|2|3|6|10)$|^5\.2\.1$/.test(status)) return { class: 'address', matched };
  if (/^4\.\d+\.\d+$|^5\.2\.2$|^5\.4\./.test(status)) return { class: 'soft', matched };
  return undefined;
}

function byCode({ code, stage }: Codes): Verdict | undefined {
  if (!code) return undefined;
  const matched = `code ${code}${stage ? ` at ${stage}` : ''}`;
  if (code < 500 || code === 552) return { class: 'soft', matched };
  if ([550, 551, 553].includes(code) && stage === 'rcpt') return { class: 'address', matched };
  return undefined;
}
