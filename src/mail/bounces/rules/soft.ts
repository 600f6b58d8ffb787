import type { Rule } from './rule.js';

/** What passes may look like a policy or a sending rate; these come before everything else. */
export const softFirstRules: Rule[] = [
  {
    name: 'greylisting',
    pattern: /gr[ae]y[- ]?list|4\.7\.1 [^.]{0,20}(?:please )?(?:try|wait)[^.]{0,30}(?:minutes|seconds|again)/i,
  },
  {
    name: 'mailbox full',
    pattern:
      /(?:mail ?box(?:es)?|in-?box|mail ?folder|mail ?file|mail ?dir|folder|account|user|recipient|addr|disk|disc|storage|mail|box|postfach|space)(?:'s|\(s\))?\b[^.]{0,60}\b(?:is |are |was |were |too |almost )*(?:full\b|over (?:its |the |their |his |disk |allowed |mail |mailbox )*(?:quota|limit|size|allocation)|(?:exceed\w*|reached|violat\w+|would exceed|hit)\b[^.]{0,40}(?:quota|storage|disk|space|allocation|mailbox|allowed size|local limit|size allowed)|quota|out of (?:disk )?(?:space|storage|quota)|space has been used up)|(?:quota|storage)[^.]{0,30}(?:exceed|full|violation|reached|limit)|(?:full|over) (?:mail ?box|quota)|over[- ]?quota|overquota|exceed\w* (?:its |the |their |his |mail ?box |allotted |allowed |disk |storage )*(?:quota|storage|disk space|space)|(?:exceed|would be over)[^.]{0,30}\bquota|over the allowed quota|mail ?box (?:size )?(?:limit|exceed)|mail ?box[^.]{0,40}(?:exceeds? allowed|size limit)|(?:not enough|insufficient|lack of|no more|too little) (?:disk |storage |mail ?box |mail )*(?:space|storage|room)|does not have enough space|user has too many messages|too (?:much|many) (?:mail|messages)(?: data)?[^.]{0,20}(?:stored|mailbox|in his|on the server)|too much mail data|mail ?box (?:is full|space not enough)|mailbox ?full|quota[- ]issues|temporarily over quota/i,
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
    pattern:
      /too many (?:concurrent |simultaneous |open |smtp )*(?:connections?|sessions|processes)|(?:connection|session)s? (?:rate |count )?limit|concurrent (?:smtp )?(?:connections|sessions)|too many [^.]{0,20}connections|\bib007\b|cxcnct/i,
  },
  {
    name: 'cannot be checked now',
    pattern:
      /address verification (?:in progress|.{0,10}temporar)|unverified address: (?:timed|connect|address verif|host .* (?:refused|lost))|(?:not found|error)[;,.:] ?(?:please )?(?:re)?try (?:again )?later|(?:host|domain|name)[^.]{0,30}not found, try again|temporary (?:lookup|dns|name|look-up|resolution)|could not contact dns|dns[^.]{0,25}(?:time(?:d )?[- ]?out|temporar|servfail)|malformed (?:or unexpected )?name server|servfail|temporarily unable to (?:verify|look)|temporary failure in (?:ldap|name)|dns lookup failed\b/i,
  },
];

/** Obstacles that may go away by themselves. */
export const softRules: Rule[] = [
  {
    name: 'disabled for a while',
    pattern:
      /(?:account|mail ?box|user|recipient|address|addr|e-?mail|box|subscriber|konto|compte|owner)(?:\(s\))?(?:'s account)?\b[^.;]{0,50}\b(?:disabled|suspend\w*|locked|frozen|inactive|not active(?!.address)|in?activ(?:e|ated|ity)|deactivated|temporarily (?:limited|blocked|inactive|disabled)|on hold|dormant|limited|expired password|archiv\w+)|archived recipient|extended inactivity|mailbox unavailable or access denied|\[suspend\]|(?:account|mailbox|user|recipient) (?:is |has been |was )(?:temporarily |currently )?blocked(?! (?:by|from|due))|(?:disabled|suspended|inactive|deactivated|locked|frozen|dormant) (?:by [^.]{0,20})?(?:user|account|mailbox|recipient|address|mail drop)|temporary locked|suspend the service|mailbox cannot be accessed|currently deactivated|banned recipient|inactive[- ]mailbox|is administrative?le?y disabled|destinataire archiv/i,
    unless: /inactive or (?:does|did) not exist[^.]*does not/i,
  },
  {
    name: 'connection',
    pattern:
      /tim(?:ed|e)[ -]?out|timeout|connection (?:was )?(?:refused|reset|dropped|lost|closed|failed|broken|cannot|could not|not (?:be )?established|died|aborted|error|unexpectedly)|lost connection|no route to host|(?:network|host|domain|server|destination|computer|mta|machine)\b[^.]{0,30}(?:unreachable|not (?:be )?reach\w*|is down|not respond\w*|did not respond|not answering|no answer|not available)|unreachable|(?:could|can|was|is|were) ?(?:not|n't)(?: be)? (?:able to )?(?:connect|contact|establish|open (?:a )?connection)|unable to (?:connect|contact|establish|open (?:a )?connection|reach)|(?:did not|didn't) accept (?:our|my) (?:requests?|connection)|wasn't able to establish|conversation[^.]{0,30}(?:timed|lost|closed)|smtp connection failed|cannot connect|failed to connect|socket error|broken pipe|network (?:error|problem)|remote (?:server|host) (?:closed|dropped|disconnected)|server unavailable or busy|no smtp connection|bad connection|greeting failed|did not reply|host not reachable|not reachable|could not find a gateway|(?:host )?name lookup failure|unable to resolve route|no route for|not accepting connections|destination computer could not|unroute?able mail domain|no mx(?: or a)? records?|host does not accept mail|trop de connexions/i,
  },
  {
    name: 'gave up after trying',
    pattern:
      /(?:message|delivery|queue|mail|retry)\.? ?(?:time )?(?:has |was )?(?:expired|expiration)|expired[;:,]? message|delivery time expired|queue\.expired|(?:retry|delivery) time(?:out)? (?:not reached|exceeded|expired)|in the queue too long|queue (?:too long|lifetime|period|expir)|failing for a long time|(?:not|n't) (?:be )?delivered (?:within|for|after|in)\b|delivery failed \d+ attempts|maximum delivery attempts|after multiple (?:retries|attempts)|numerous attempts|not been collected (?:after|for|within)|after \d+ attempt|giving up (?:after|on)|maximum (?:number of )?retries|retries? (?:exceeded|exhausted|limit)|could not be delivered (?:for|within|after)|has been frozen|frozen on arrival|too long in queue|delivery attempts? (?:exhausted|failed)|delivery expired|message delayed|4\.4\.7/i,
  },
  {
    name: 'mail loop',
    pattern:
      /\bloop(?:s|ing|back)?\b|too many hops|hop ?count|maximum hop|exceeded \d+ hops|loops back|too many "?received|points? (?:back )?to (?:itself|local ?host|us\b|me\b)|routing loop|message depth exceeded|mxloopback/i,
  },
  {
    name: "trouble at the recipient's system",
    pattern:
      /\b(?:server|system|(?<!name )service|resources?)(?: \w+){0,3} (?:busy|overload|insufficient|unavailable|not available|not active|error|full|fault|problem|down|not accepting|maintenance|incorrectly configured)|insufficient (?:system )?(?:resources|storage|memory|disk)|out of memory|no space left|(?:file ?system|disk|partition) (?:is )?full|local (?:error|delivery failed|configuration error)|(?:internal|configuration|unexpected|temporary|transient|software|protocol|i\/o) (?:server |system |mta |local )?(?:error|problem|failure|condition)|cannot (?:open|write|create|lock|chdir|append)|can't (?:open|create|write|lock)|unable to (?:open|create|write|lock|chdir)|(?:mailer|exit|child) (?:error|status|crash\w*)|exit(?:ed)? (?:with )?(?:status|code)|command (?:died|failed|output|line usage)|(?:pipe|procmail|maildrop|deliver|filter|program)\b[^.]{0,30}(?:failed|error|crash|returned|broken)|deferred|lmtp error|ldap|permission denied|read-only|misconfigured|alias(?:es)? (?:loop|expan)|(?:several matches|ambiguous|badprimary)|mailing list expansion|storedrv\.deliver|homedir|\bdied with\b|\bexit \d|pipe to \||\bprocmail\b|x-unix; ?\d|interrupted system|write error|could not load|home directory (?:is )?(?:not|owned)|dns violates|error in processing|encountered an error|an error (?:was detected|occurred)|unable to (?:process|store|save|deliver locally)|shutting down|database/i,
    unless: /missing home directory|user unknown|no such user/i,
  },
];

/** Weaker signs, read when nothing else is said. */
export const softLastRules: Rule[] = [
  {
    name: 'may work later',
    pattern:
      /try(?:ing)? (?:it )?again|please retry|temporar(?:y|ily)|later\b|resend|in a few (?:minutes|hours)|delayed|postponed|vorübergehend|sp[äa]ter (?:erneut|noch)|ult[eé]rieurement|plus tard|m[aá]s tarde|pi[uù] tardi|mais tarde|しばらく|时候再|後ほど/i,
  },
];
