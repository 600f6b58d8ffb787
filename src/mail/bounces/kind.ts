import type { ReportKind } from './report.js';
import type { ReportParts } from './parts.js';

const machineSender =
  /mailer[-_.]?daemon|post_?master|mail delivery|mail ?administrator|delivery (?:sub)?system|system administrator|mdaemon|majordomo|mailsystem|mail[- ]system|microsoft ?exchange|ndr@|<>/i;
const bounceSubject =
  /undeliver|non-?deliver|not (?:be )?deliver|deliver\w* (?:status|fail|problem|error|report|notification|incomplete|has failed)|(?:fail\w*|problem|error|trouble)[^a-z]{0,3}(?:delivering|delivery)|returned mail|returned to sender|mail (?:system error|could not)|failure notice|failed mail|bounce|undelivered|processing error|user unknown|unknown user|returning message|unzustellbar|nicht zustellbar|unzustellbarkeit|non (?:remis|distribu)|non recens|échec|echec|no se (?:puede|pudo|ha podido) entregar|no entregad|mancat[ao] (?:consegna|recapito)|non recapitabil|não entregue|falha na entrega|onbestelbaar|niet bezorgd|niet worden afgeleverd|недоставлен|не доставлен|配信(?:不能|エラー|失敗)|送信(?:できません|エラー)|届けられません/i;
const bounceText =
  /(?:could|can|was|were|is) ?(?:not|n't)(?: be)? (?:able to )?(?:deliver|reach|sent)|undeliver|unable to deliver|delivery (?:to|of)[^.]{0,80}fail|permanent (?:fatal )?error|delivery problems|did not reach the following|addresses? (?:had|failed)|this is the qmail-send program|mail delivery software|following recipients?|has been returned|mail delivery failed|transcript of session|konnte nicht zugestellt|n'a pas pu|no (?:se )?pudo|non è stato possibile|não pôde|kon niet worden|not delivered|rejected by|was rejected|error-for:|doesn't have an? \S+ account|failed to deliver/i;
const delayed =
  /this is a warning message only|you do not need to resend|has not yet been delivered|not yet been delivered|will be retried|will retry|delivery attempts will continue|will continue (?:to )?try|still trying|has been delayed|delivery (?:is )?delayed|delayed (?:mail|delivery)|no action is required on your part|temporary non-?delivery|delays in delivering|delivery delay|will keep (?:on )?trying|advisory-only|has been postponed|wird weiter(?:hin)? versucht|verzögert|a été retardé|se ha retrasado|è stat[oa] ritardat|vertraagd|could not send message for past/i;
const gaveUp =
  /i'?(?:m| am) not going to try again|giving up|given up|has been in the queue too long|retry time(?:out)? (?:exceeded|not reached)|permanent(?:ly)? (?:error|fail|fatal)|final(?:ly)? fail|message has been (?:deleted|removed|returned)|could not be delivered (?:within|for|after)|is being returned|not delivered within/i;
const challenge =
  /sender not pre-approved|boxbe|bluebottle|spamarrest|spam ?blocker|tmda|mailinblack|mail in black|challenge[- ]response|to have your (?:address|message|e-?mail)[^.]{0,40}(?:added|delivered|released)|verify (?:that )?you(?:'re| are)? (?:a )?(?:real |human|person|not)|(?:confirm|verify) (?:that )?your (?:message|e-?mail|address|identity)|(?:click|reply)[^.]{0,60}(?:to (?:confirm|authenticate|release|verify)|allowed list|allow list)|one-time (?:confirmation|verification|request)|prove (?:that )?you are|human verification|controla? (?:el )?spam|confirmation is required/i;
const autoSubject =
  /^(?:re:\s*)?[[("*]*\s*(?:automatic (?:reply|response)|auto(?:matic(?:ally)?)?[- ]?(?:reply|response|generated|answer|matische antwort|matisch antwoord)|out of (?:the )?office|ooo\b|vacation|away from|on (?:holiday|leave|vacation)|absent|absence|abwesen|automatische antwort|autom\. antwort|réponse automatique|reponse automatique|respuesta autom|fuera de (?:la )?oficina|risposta automatica|fuori (?:sede|ufficio)|resposta autom|automatisch antwoord|afwezig|automatyczna|automatiskt? svar|autosvar|frånvaro|自動(?:返信|応答)|不在|自动(?:回复|答复)|thank you for (?:your (?:e-?mail|message|enquiry|inquiry)|contacting))/i;
const autoText =
  /(?:i am|i'm|i will be|is) (?:currently )?(?:away|out of (?:the )?office|on (?:vacation|holiday|leave|maternity)|unable to (?:read|respond|answer))|thank you for (?:your|you|contacting)|bin (?:ich )?(?:nicht im büro|abwesend|im urlaub)|je suis (?:absent|en congé)|estoy fuera|gracias por contactar|ik ben afwezig|sono (?:assente|fuori)|estou ausente|this is an automated (?:reply|response)/i;

/** What kind of message this is, by RFC 3464, 3834, 5965 and 8098 where it keeps to them, else by how it speaks. */
export function kindOf(parts: ReportParts): ReportKind {
  const { header, text, status, feedback } = parts;
  const subject = header('subject');
  const sender = `${header('from')} ${header('return-path')} ${header('sender')}`;
  if (/^feedback-type:[ \t]*(?:not-spam|auth-failure)/im.test(feedback)) return 'other';
  if (feedback || /report-type="?feedback-report/i.test(header('content-type'))) return 'complaint';
  if (/^complaint about message from|^e-?mail feedback report for/i.test(subject)) return 'complaint';
  const opening = `${subject}\n${text.slice(0, 3000)}`;
  if (challenge.test(opening) && !/said:|^<<< |smtp error from remote/im.test(text)) return 'challenge';
  // a mailbox's own filter (RFC 5429) refuses by such a notice
  if (parts.disposition && /automatically (?:rejected|refused)/i.test(text)) return 'bounce';
  if (parts.disposition || /report-type="?disposition-notification/i.test(header('content-type'))) return 'receipt';
  if (status && /^(?:final-recipient|action):/im.test(status)) return kindOfActions(status, opening);
  const bounce =
    header('x-failed-recipients') !== '' ||
    bounceSubject.test(subject) ||
    (machineSender.test(sender) && bounceText.test(text));
  if (!bounce && isAutoReply(parts, sender, text)) return 'auto-reply';
  if (!bounce && !(machineSender.test(sender) || bounceText.test(text.slice(0, 1500)))) return 'other';
  return delayed.test(opening) && !gaveUp.test(text) ? 'delayed' : 'bounce';
}

/** One failed recipient makes a bounce; the others keep their own action. */
function kindOfActions(status: string, opening: string): ReportKind {
  const actions = [...status.matchAll(/^action:[ \t]*["']?([\w-]+)/gim)].map(
    ([, action]) => action?.toLowerCase() ?? '',
  );
  const known = actions.filter((action) => /^(?:failed|delayed|delivered|relayed|expanded)/.test(action));
  if (known.length === 0) return delayed.test(opening) && !gaveUp.test(opening) ? 'delayed' : 'bounce';
  if (known.some((action) => action.startsWith('failed'))) return 'bounce';
  return known.some((action) => action.startsWith('delayed')) ? 'delayed' : 'receipt';
}

function isAutoReply({ header }: ReportParts, sender: string, text: string): boolean {
  const marked =
    /auto-(?:replied|generated|notified)/i.test(header('auto-submitted')) ||
    /auto_?reply/i.test(header('precedence')) ||
    ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-response-suppress'].some((name) => header(name) !== '');
  if (autoSubject.test(header('subject'))) return true;
  if (machineSender.test(sender.replace('<>', ''))) return false;
  return marked || autoText.test(text.slice(0, 600));
}
