import { anyOf, type Rule } from './rule.js';

/** Obstacles that may look like a policy, a size or a sending rate of ours, and are the recipient's for a while: read first. */
export const softFirstRules: Rule[] = [
  {
    name: 'greylisting',
    pattern: /gr[ae]y[- ]?list|4\.7\.1 [^.]{0,20}(?:please )?(?:try|wait)[^.]{0,30}(?:minutes|seconds|again)/i,
  },
  {
    name: 'mailbox full',
    pattern: anyOf(
      /(?:mail ?box(?:es)?|in-?box|mail ?folder|mail ?file|mail ?dir|folder|account|user|recipient|addr|disk|disc|storage|mail|box|postfach|space)(?:'s|\(s\))?\b[^.]{0,60}\b(?:is |are |was |were |too |almost )*(?:full\b|over (?:its |the |their |his |disk |allowed |mail |mailbox )*(?:quota|limit|size|allocation)|(?:exceed\w*|reached|violat\w+|would exceed|hit)\b[^.]{0,40}(?:quota|storage|disk|space|allocation|mailbox|allowed size|local limit|size allowed)|quota|out of (?:disk )?(?:space|storage|quota)|space has been used up)/,
      /(?:quota|storage)[^.]{0,30}(?:exceed|full|violation|reached|limit)/,
      /(?:full|over) (?:mail ?box|quota)/,
      /over[- ]?quota/,
      /overquota/,
      /exceed\w* (?:its |the |their |his |mail ?box |allotted |allowed |disk |storage )*(?:quota|storage|disk space|space)/,
      /(?:exceed|would be over)[^.]{0,30}\bquota/,
      /over the allowed quota/,
      /mail ?box (?:size )?(?:limit|exceed)/,
      /mail ?box[^.]{0,40}(?:exceeds? allowed|size limit)/,
      /(?:not enough|insufficient|lack of|no more|too little) (?:disk |storage |mail ?box |mail )*(?:space|storage|room)/,
      /does not have enough space/,
      /user has too many messages/,
      /too (?:much|many) (?:mail|messages)(?: data)?[^.]{0,20}(?:stored|mailbox|in his|on the server)/,
      /too much mail data/,
      /mail ?box (?:is full|space not enough)/,
      /mailbox ?full/,
      /quota[- ]issues/,
      /temporarily over quota/,
    ),
    unless:
      /message (?:size|too)|submission quota|sending quota|daily (?:sending )?quota|no[t]? .{0,10}quota problem|file system|filesystem|system (?:storage|disk|is full)/i,
  },
  {
    name: "recipient's own rate",
    pattern:
      /receiving (?:mail|e-?mail|messages) (?:too quickly|at a rate)|(?:user|recipient|account|mailbox|addr)\b[^.]{0,60}(?:receiving limits?|thread limit|receive limit|exceeded their limit)|storedrv\.deliver[^.]*;? ?recipient thread limit/i,
  },
  {
    name: 'too many connections',
    pattern: anyOf(
      /too many (?:concurrent |simultaneous |open |smtp )*(?:connections?|sessions|processes)/,
      /(?:connection|session)s? (?:rate |count )?limit/,
      /concurrent (?:smtp )?(?:connections|sessions)/,
      /too many [^.]{0,20}connections/,
      /\bib007\b/,
      /cxcnct/,
    ),
  },
  {
    name: 'cannot be checked now',
    pattern: anyOf(
      /address verification (?:in progress|.{0,10}temporar)/,
      /unverified address: (?:timed|connect|address verif|host .* (?:refused|lost))/,
      /(?:not found|error)[;,.:] ?(?:please )?(?:re)?try (?:again )?later/,
      /(?:host|domain|name)[^.]{0,30}not found, try again/,
      /temporary (?:lookup|dns|name|look-up|resolution)/,
      /could not contact dns/,
      /dns[^.]{0,25}(?:time(?:d )?[- ]?out|temporar|servfail)/,
      /malformed (?:or unexpected )?name server/,
      /servfail/,
      /temporarily unable to (?:verify|look)/,
      /temporary failure in (?:ldap|name)/,
      /dns lookup failed\b/,
    ),
  },
  {
    name: 'disabled for a while',
    pattern: anyOf(
      /(?:account|mail ?box|user|recipient|address|addr|e-?mail|box|subscriber|konto|compte|owner)(?:\(s\))?(?:'s account)?\b[^.;]{0,50}\b(?:disabled|suspend\w*|locked|frozen|inactive|not active(?!.address)|in?activ(?:e|ated|ity)|deactivated|temporarily (?:limited|blocked|inactive|disabled)|on hold|dormant|expired password|archiv\w+)/,
      /archived recipient/,
      /extended inactivity/,
      /mailbox unavailable or access denied/,
      /\[suspend\]/,
      /(?:account|mailbox|user|recipient) (?:is |has been |was )(?:temporarily |currently )?blocked(?! (?:by|from|due))/,
      /(?:disabled|suspended|inactive|deactivated|locked|frozen|dormant) (?:by [^.]{0,20})?(?:user|account|mailbox|recipient|address|mail drop)/,
      /temporary locked/,
      /suspend the service/,
      /mailbox cannot be accessed/,
      /currently deactivated/,
      /banned recipient/,
      /inactive[- ]mailbox/,
      /is administrative?le?y disabled/,
      /destinataire archiv/,
    ),
    unless: /inactive or (?:does|did) not exist[^.]*does not/i,
  },
];
