import type { Rule } from './rule.js';

/** Refusals that concern the sender, the message or the way between: never the member's fault. */
export const oursRules: Rule[] = [
  {
    name: 'relaying denied',
    pattern:
      /relay(?:ing|ed)?\b[^.]{0,50}\b(?:denied|not (?:permitted|allowed|authori[sz]ed|possible|supported)|prohibited|forbidden|refused|rejected|disabled)|(?:unable|not (?:permitted|allowed|authori[sz]ed|configured|able)|refus\w+|denied|cannot|can't|don'?t|will not|won't|no|please authenticate)\b[^.]{0,50}\brelay(?!.recipient)|not an open relay|as a relay|insecure mail relay|rcpthosts?\b|not a gateway|not a registered gateway|(?:don'?t|do not) handle (?:mail|e-?mail) for|relay(?:ing)? (?:access|mail)|not local host|non-local e-?mail address|mail server requires authentication when attempting|tenantattribution|invalid credentials for relay|kein relay|smtp relay error/i,
    unless: /relay (?:recipient|rcpt|domain) table|daily smtp relay|relay limit/i,
  },
  {
    name: 'spam',
    pattern:
      /\bspam(?!.?bots?\b)|anti-?spam|unsolicited|\bbulk[ -](?:e-?)?mail|bulk email|\bjunk (?:e-?)?mail|\bu[bc]e\b|mass[ -]?mail|spamassassin|brightmail|message scored|score \(?[\d.]+\)?[^.]{0,20}(?:too high|over)|profile the internet community|unerw[uü]nschte|pourriel|courrier ind[eé]sirable|correo no deseado|pubblicit[aà] indesiderata/i,
  },
  {
    name: 'block list or reputation',
    pattern:
      /black[- ]?list|block[- ]?list|blocklisted|deny ?list|\brbls?\b|dns[- ]?bl|spamhaus|spamcop|barracuda ?(?:central|networks)|\bsorbs\b|abuseat|\bcbl\b|uceprotect|\b(?:surbl|uribl|urlbl\d*|ipbl\d+|cdrbl|cxbl|dbl)\b|senderbase|senderscore|cloudmark|trustedsource|proofpoint\.com\/|ipcheck|(?:poor|bad|low|very low|insufficient|negative|its|email|domain|ip|sender)[^.]{0,20} reputation|reputation (?:of|score|problem|too|is)|blocked (?:using|by|due|because|-|see|at)|(?:is|was|been|are|mail|temporarily|currently|connection|access|message|e-?mail|server|network|ip|address|host|domain|\[?[\d.]{7,15}\]?)(?: \S+)? (?:blocked|banned|blacklisted)|banned (?:sending|sender|ip)|bad (?:sender )?ip|ip (?:address )?\S* ?(?:not in whitelist|not allowed)|\bs3150\b|listed (?:at|in|on|by|as) [^.]{0,40}(?:list|abus|rbl|bl\b|\.org|\.net)|poor[^.]{0,20}reputation|open proxy|dynamic[^.]{0,15} ips?\b|user complaints|messages from \S+ were(?:n't| not) sent|complaints?\b[^.]{0,30}(?:received|threshold)|(?:too many|excessive) (?:unwanted|invalid recipients|spams)|go away|server requires confirmation|exploit|abus(?:e|ive) (?:policy|ip|d[eé]tect|host|sender)|abus detecte|hostile|\b[45]\d\d[ -](?:[45]\.\d\.\d )?blocked\b|recurrent pattern/i,
    unless: /(?:user|recipient|account|mailbox) (?:is|has been|was)(?: temporarily| currently)? (?:blocked|banned)/i,
  },
  {
    name: 'sender authentication',
    pattern:
      /\bspf\b|\bdkim\b|\bdmarc\b|sender policy framework|sender[- ]id\b|\bbatv\b|(?:fails?|pass|not pass|without) (?:to pass )?authentication|authentication (?:required|requise|failed|failure|check|credentials|turned|is required|information)|authentification|(?:unauthenticated|not authenticated|was not authenticated|unauthori[sz]ed) (?:e-?mail|senders?|by|for|to)|(?:client|sender) (?:host )?(?:was|is) not authenticated|unauthenticated|username and password not accepted|please log in|must authenticate|auth(?:entication)? first|smtp auth\b|5\.7\.515|purported responsible|not signed|unsigned dsn|no third-party dsns|backscatter|bouncedeny|not passed validation|domain authentication/i,
  },
  {
    name: 'reverse DNS or greeting',
    pattern:
      /reverse[- ](?:dns|lookup|hostname|mapping|record|ip)|\brdns\b|\bptr\b|cannot (?:find|resolve) your (?:hostname|reverse|address|ip|domain)|client host rejected|(?:helo|ehlo)(?:\/ehlo)?\b[^.]{0,40}(?:reject|invalid|requires|mismatch|does not|not resolve|denied|bad|fake|refused|argument)|(?:bad|invalid|fake) helo|ip name lookup failed|your (?:host ?name|ip address) (?:could|can)? ?(?:not|n't)|unresolvable relay host|may not be mail exchanger|mismatches client ip|dns check failure|invalid ip for sending|5\.5\.4 [^.]{0,20}invalid domain name|use the smtp server of your isp/i,
  },
  {
    name: 'sender refused',
    pattern:
      /\bsender(?:'s)?\b[^.:;]{0,45}\b(?:rejected|denied|invalid|isn'?t|not (?:be )?(?:allowed|accept\w*|exist|found|verif\w*|valid|authori[sz]ed|permitted|known|local|resolv\w*)|(?:does|could|did) ?n[o']t|unknown|verify|blocked|refused|unverif\w+|spammer|empty|error|black|is on|is in my|not own|listed|forg\w+)|sender (?:address )?rejected|(?:invalid|unknown|bad|un?rout\w+|illegal|forged|unverifiable|undefined|unacceptable|unrecogni[sz]ed) (?:envelope )?(?:sender|return[- ]path|mail from|from address)|domain of (?:the )?sender|sender (?:callout|verif)|domain of sender|mail from [^:]{0,60}(?:rejected|denied|not allowed|invalid|not owned|refused|must|domain)|[sS]ender domain|from: (?:domain|address) is invalid|not (?:currently )?(?:willing to )?accept(?:ing)? (?:any )?(?:mail|messages|e-?mail|connections) from|(?:refus\w+|reject\w+) (?:mail|messages?|e-?mails?) from|envelope (?:sender|blocked)|empty envelope|null sender|emetteur invalide|[ée]metteur|returned mail not accepted|(?:e-?mail address|address) is not verified|senderfilterconfig|from addresses? (?:are|is) not|not allowed to send|you(?:'re| are) not (?:allowed|authori[sz]ed|permitted)|your (?:ip|server|host|domain|network|isp|mail ?server|sender|e-?mail (?:address|server|domain)|envelope sender|address|message|e-?mail|mail|access|remotehost)\b[^.;]{0,80}\b(?:reject\w*|blocked|banned|denied|refused|not (?:allowed|accepted|authori[sz]ed|permitted)|blacklisted|looks)|sender(?:'s)? (?:mta|domain|ip)|5\.1\.[78]\b|violates? (?:the )?rfc|dns-[pt]\d|rfc 1035|no resent-from/i,
    unless:
      /your message (?:wasn't|was not|couldn't|could not|to)[^.]{0,60}(?:because|since)[^.]{0,40}(?:not found|found|unknown|full)/i,
  },
  {
    name: 'virus',
    pattern:
      /virus(?:es)?\b[^.]{0,30}(?:detected|found|infect|reject|content|alert|contain)|(?:contains?|detected|found|infected|carr\w+|possible|spam\/)[^.]{0,25}\b(?:virus|malware|trojan|worm)|infected|\bmalware\b|phish|potential security issue|security (?:issue|threat|reasons|polic)|mcspamsignature/i,
    unless: /no virus(?:es)? (?:found|detected)|scanned (?:for|by)[^.]{0,40}virus/i,
  },
  {
    name: 'content',
    pattern:
      /(?:illegal|forbidden|banned|dangerous|not allow\w*|executable|prohibited|blocked|reject\w*|unacceptable|not accept\w*|mail with|messages? (?:with|containing))[^.]{0,40}\b(?:attachment|file (?:type|name|extension)|embedded)|attachments?\b[^.]{0,50}(?:not (?:allowed|accepted|permitted)|forbidden|blocked|rejected|prohibited|banned|illegal)|content[- ](?:filter|reject|error|restrict|polic|not|based|type|contained|violat)|(?:filtered|rejected|refused|blocked|violat\w+|unacceptable|inappropriate|restricted)[^.]{0,30}\bcontents?\b|header (?:error|are not accepted|is too long|rejected|problem)|(?:bad|invalid|malformed|missing|illegal|multiple|duplicate|no)\b[^.]{0,25}\b(?:headers?|mime|from: |date: |message-id)|malformed|not rfc ?\d+[- ]compliant|(?:must be|not) rfc|bare (?:lf|cr|line ?feed|newline)|smtputf8|8-?bit (?:data|content|characters?|not|mime not)|mime (?:error|structure)|invalid (?:message )?(?:content|characters?)|conversion (?:required|failed|prohibited|with loss)|\brfc ?(?:2?822|5322)\b|too many ["']?received|unacceptable (?:mail|message|subject)|message content|lines? (?:too long|limit)|improperly[- ]formatted|unnecessary base64|content (?:denied|matched)|messages with multiple addresses|images or other/i,
    unless: /too many "?received/i,
  },
  {
    name: 'message size',
    pattern:
      /(?:message|mail|e-?mail|data|size|attachment)s?\b(?! ?box)[^.]{0,50}(?:too (?:big|large|huge)|larger than|exceed(?:s|ed|ing)?\b[^.]{0,40}(?:size|limit|maximum|max\b)|exeeded|size limit|over[- ]?size)|\bsize limit\b|too (?:big|large)\b|size=.{0,30}too|max(?:imum)?\.? (?:message|mail) size|(?:fixed )?maximum message size|message length exceeds|sizelimit|oversized?|message (?:is )?too long|message size|mail size|taille limite du message|zu gro(?:ß|ss)|trop (?:gros|volumineux|grand)|demasiado grande|muito grande|troppo grande|te groot/i,
  },
  {
    name: 'TLS',
    pattern:
      /starttls|\btls\b[^.]{0,40}(?:required|requir|not supported|fail|needed|negotiat|must|mandatory|session)|requires? (?:\w+ )?(?:tls|ssl|encrypt)|encryption (?:required|needed|is required)|\bdane\b|\btlsa\b|mta-sts|dnssec|certificate/i,
  },
  {
    name: 'sending rate',
    pattern:
      /rate[- ]?limit|throttl|too many (?:messages|recipients|mails|e-?mails|bad commands|errors|commands|unknown users?|invalid|requests|unauthenticated|rcpts?)\b|(?:sending|send|outbound|submission|message) (?:limit|quota|rate)|exceeded (?:the |its |their |your |permitted |permissible )*(?:max\w*|number|rate|sending|limits?|allowable|messages?|hourly|daily)|(?:hourly|daily) (?:limit|quota|smtp|sending|message)|message threshold|relay limit|unusual (?:rate|volume|traffic|amount)|unexpected volume|(?:high|excessive) (?:volume|rate)|sen(?:t|ding) too (?:many|much|fast|quick)|too (?:fast|quickly)|has (?:sent|exceeded) (?:too many|threshold)|number of messages per|max number of messages|cxthrt|cxmxrt|5\.7\.508|sent too many/i,
    unless: /delivery attempts|(?:user|recipient)\b[^.]{0,40}(?:receiv\w+|has too many)|mailbox/i,
  },
  {
    name: 'policy',
    pattern:
      /\bpolic(?:y|ies)\b|administrative(?:ly)? (?:prohibit|den|reject)|organi[sz]ation(?:al)?(?:'s)? (?:settings|policy|rule)|(?:refused|rejected|blocked|denied) by (?:the |a |an |our |your )?(?:recipient'?s? |message |content |mail |e-?mail |system |transport |local |custom |security |server |admin\w* |mailmarshal |esets\w* |host )*(?:filter|rules?|system|header|content|security|settings|configuration|server polic|scanner|gateway|firewall|admin|recipient)|transport ?rules?|transport\.rules|moderat(?:ion|ed|or)|members?-only|closed (?:mailing )?list|restricted (?:to|recipient|group|access)|not (?:allowed|authori[sz]ed|permitted) to (?:send|post|submit|e-?mail|mail|write|deliver)|not subscribed|non-?member|resolver\.rst|notauthorized|authrequired|(?:delivery|mail) not authori[sz]ed|only accepts? (?:mail|messages|e-?mail)|does ?n[o']t accept (?:mail|messages|e-?mail) from|do(?:es)? not (?:want to receive|accept (?:messages|mail|e-?mail) (?:from|with|via))|protocol violation|local (?:rules|policy)|prohibit|captcha|message given low priority|subject to|recipient(?:'s)? preferences|recipient policy restriction|user rules?\b|user reject|refuse to receive mail|has restricted|not accepting any mail|only accepting mail from|access to submit|privacy settings|security settings|rule imposed|delivery to (?:pipe|file) forbidden|message (?:was )?(?:refused|blocked)|class=|rejected for|\b5\.7\.(?:1[23]\d|50\d|51\d|57|60\d|7\d\d|750)\b|not accept(?:ed|ing)? (?:mail|for) (?:with|policy)|recipient addresse?s? ?rejected ?: access denied/i,
    unless:
      /(?:5\.4\.1|5\.1\.\d+) (?:addr: )?recipient address rejected: access denied|policy rejection[- ]+(?:user|recipient|address)|privacy policy/i,
  },
];

/** Weaker signs, read when nothing else is said. */
export const oursLastRules: Rule[] = [
  {
    name: 'refused without a reason',
    pattern:
      /access (?:is |was )?denied|\bblocked\b|\bforbidden\b|(?:message|mail|e-?mail|connection|session|transaction|delivery|content) (?:was |has been |is |were )?(?:rejected|refused|denied|blocked|filtered|not (?:accepted|allowed))|not (?:allowed|permitted|authori[sz]ed)|unacceptable|permission/i,
  },
  {
    name: 'protocol',
    pattern:
      /unrecogni[sz]ed (?:command|authentication)|syntax error|bad sequence|(?:helo|ehlo|mail|rcpt|hello) first|(?:command|parameter|argument) not (?:implemented|recogni[sz]ed|permitted)|unimplemented command|fully qualified/i,
  },
];
