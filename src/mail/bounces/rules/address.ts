import { anyOf, type Rule } from './rule.js';

const subject = String.raw`(?:user(?:id|name)?|recipient(?:s|\(s\))?|mail ?box|mail ?drop|address(?:ee)?|account|person|rcpt|member|local[- ]?part|alias|addr|customer|login|id|destination (?:mailbox )?address|e-?mail(?: address)?|name|inbox|spectator|party|individual|subscriber)`;
const absent = String.raw`(?:unknown|not (?:be |been |yet |currently |a )*(?:found|known|exist\w*|recogni[sz]ed|listed|present|valid\b|local\b|here\b|identified|registered|defined|resolved|on (?:this|the|our) (?:server|system)|in (?:our|the|this) (?:system|directory|database)|hosted|ours)|(?:does|do|did|could|can|was|is|has) ?n[o']t (?:be |been |a |an |yet |currently |actually |appear to |seem to )*(?:exist|found|know|valid|recogni[sz]|list|local|located|registered|have an?|active address|here|our)|is (?:invalid|wrong|incorrect|unknown|nonexistent|non-existent|bogus)|no longer|non-?existent|doesn'?t (?:have|exist)|dont exist|doesnt exist|has been (?:deleted|removed|closed|terminated|cancel+ed|discontinued|replaced)|(?:was|is|been) (?:deleted|closed|terminated|cancel+ed)|invalid)`;

/** Refusals that mention access or policy but mean an unknown address; they come before everything but soft ones. */
export const addressFirstRules: Rule[] = [
  {
    name: 'recipient not in the directory',
    pattern: anyOf(
      /5\.4\.1 (?:addr: )?recipient address rejected: access denied/,
      /recipient address rejected: access denied[. ]+as\(/,
      /resolver\.adr\.(?:ex)?recip(?:ient)?notfound/,
      /exrecipnotfound/,
      /5\.1\.10\b[^.]{0,80}(?:not found|recipient|null)/,
      /policy rejection[- ]+(?:user|recipient) (?:unknown|not found)/,
      /(?:rejected|denied)[^.]{0,20}: (?:user|recipient|mailbox)[^.]{0,30}(?:unknown|not found|does not exist)/,
      /the e-?mail account that you tried to reach does not exist/,
      /p=nosuchuser/,
    ),
  },
  {
    name: 'no such account',
    pattern: anyOf(
      /doesn'?t have an? \S+ account/,
      /no existe (?:dicha persona|ese usuario)/,
      /unknown user(?:\b|:)/,
      /\buser unknown\b/,
      /no such user\b/,
    ),
    unless:
      /\bspf\b|unknown sender|sender (?:address|unknown|rejected|verify)|mail from|relay(?:ing)? (?:denied|not)|policy|\bspam|black ?list|blocked|reputation|too many unknown|unknown users\b|loop|gr[ae]ylist/i,
  },
];

/** The address is wrong, gone or moved. */
export const addressRules: Rule[] = [
  {
    name: 'no such domain',
    pattern: anyOf(
      /nxdomain/,
      /nonexistentdomain/,
      /null ?mx/,
      /indicated no smtp service/,
      /had no relevant answers/,
      /bad-domain/,
      /(?:host\/)?domain does not accept mail/,
    ),
  },
  {
    name: 'unknown host',
    pattern: anyOf(
      /(?:host|domain|site|destination)\b(?: or domain)?(?: name)?(?: part)?[^.:;]{0,40}\b(?:unknown|not found|does ?n[o']t exist|doesnt exist|not exist|non-?existent|must exist|not be found|no longer|not valid|invalid|not resolve|could not be resolved|not local|has no (?:mx|mail)|no valid mx|not a valid)/,
      /unknown (?:host|domain|mail ?domain|mail server|recipient domain)/,
      /no such (?:host|domain)/,
      /(?:unroute?able|unrouteable|un-?routable) (?:mail )?(?:address|domain)/,
      /name or service not known/,
      /non-?existent (?:host|domain)/,
      /illegal host/,
      /bad (?:host|domain|destination (?:system|domain|host))/,
      /lookups? failed permanently/,
      /no answer with (?:no )?data/,
      /returned answer with no data/,
      /mail domain mentioned/,
      /cannot find (?:a |any )?(?:host|domain|mx)/,
      /couldn't find any host/,
      /not listed as a known domain/,
      /weren't able to find the recipient domain/,
      /no host found/,
      /unable to find (?:the )?(?:host|domain)/,
      /dns entry for (?:the )?domain/,
    ),
    unless:
      /sender (?:domain|address)|domain of (?:the )?sender|\bhelo\b|\behlo\b|your (?:domain|host)|client host|mail from|destination computer could not|unroute?able mail domain/i,
  },
  {
    name: 'unknown user',
    pattern: new RegExp(
      [
        String.raw`\b${subject}\b[^.;]{0,70}?\b${absent}`,
        String.raw`(?:unknown|no such|non-?existent|nonexist\w*|invalid|bad|illegal|unrecogni[sz]ed|undefined|unroutable|incorrect|not a valid|no valid|not a known|wrong|unresolved)[- ](?:\w+ )?(?:or \w+ )?(?:local |virtual |final delivery |e-?mail |mail |delivery |destination |final |to |rcpt |forwarding |smtp )*${subject}`,
        String.raw`no (?:account|mail ?box|user|recipient|person|such|e-?mail address|matches|matching|one|record|entry)\b[^.]{0,50}(?:here|by (?:that|this) name|found|at this|with (?:this|that)|available|exists|address|recipient|user|known|to nameserver|in (?:name )?directory|listed|named)`,
        String.raw`(?:mailbox|mail box|account|address|user|recipient)[- ](?:not[- ]found|unknown|invalid)`,
        String.raw`badrcptto|badrecipientto|validrcptto|unknown[- ]local[- ]?part|vdeliver: invalid|bad[- ](?:mailbox|destination mailbox)|bad destination mailbox|addr (?:unknown|not found|invalid)|can'?t accept user|unknown recipient|no mailbox here|nosuchuser|no such mail ?drop|does not like recipient\.? ?remote host said: 5\d\d [^.]{0,20}unknown|no valid recipients(?! from)|not found recipient|550 invalid recipient|not our (?:customer|user|subscriber)|not a (?:customer|member|local address|valid (?:user|mailbox|recipient|address)|user)|not listed in (?:domino|public|the)|not match(?:ed)? any|there is no (?:one|user|such|mailbox|account)|does not have a final (?:e-?mail )?delivery point|rcpt addr does not exist|not an active address|recipient (?:is )?not (?:ok|local)|5\.1\.0 address rejected|(?:name|recipient|address) is not recogni[sz]ed|are not a valid user|one or more of the recipients are not|(?:couldn't|could not|wasn't|was not|can't|cannot) (?:be )?(?:found|find) (?:at|the (?:recipient|user|mailbox|address)|in)|address couldn't be found|unable to find (?:the )?(?:user|recipient|mailbox|address)|\brcp-p1\b|\bint-p[134]\b|delivery address`,
      ].join('|'),
      'i',
    ),
    unless: /sender address|invalid (?:sender|address: .*from)|no valid recipients from/i,
  },
  {
    name: 'moved or closed',
    pattern: anyOf(
      /has been replaced by/,
      /no longer (?:works?|employed|with (?:us|the|this)|at (?:this|the)|in (?:use|service)|active|valid|accept\w*|available|here|used|exists?|on (?:this )?server|on this|has|have|monitored|maintained|a )/,
      /(?:user|recipient|person|who|he|she|employee|address|mailbox) (?:has )?(?:moved|left (?:the|our|this)|retired)/,
      /has moved to/,
      /address (?:has )?changed/,
      /account (?:has been |was |is )?(?:closed|deleted|terminated|cancel+ed|removed|expired)/,
      /(?:mail ?box|address) (?:has been |was |is )?(?:closed|deleted|terminated|cancel+ed|removed|retired)/,
      /closed account/,
      /hasmoved/,
      /please (?:use|update)[^.]{0,30}new (?:e-?mail )?address/,
      /user has moved/,
    ),
    unless: /from (?:your|this) (?:ip|server|host|domain)/i,
  },
];

/** Signs that alone would be too weak: they count for a permanent refusal that is not about the message. */
export const addressLastRules: Rule[] = [
  {
    name: 'mailbox not available',
    pattern: anyOf(
      /mail ?box[^.]{0,20}(?:un|not )available/,
      /account (?:un|not )available/,
      /(?:mailbox|user|recipient|address|account) (?:is )?unavailable/,
      /following recipients was undeliverable/,
      /konto niedostepne/,
    ),
  },
];

/** Weaker still: they count when the refusal came at the recipient or has a status about addresses. */
export const recipientRefusedRules: Rule[] = [
  {
    name: 'recipient refused',
    pattern: anyOf(
      /(?:recipient|rcpt)s?(?: address(?:es)?| addr)? (?:was |is |has been )?(?:rejected|refused|denied)/,
      /(?:address|addr) (?:was |is |has been )?(?:rejected|refused)/,
      /refuses to accept your mail/,
      /rejected recipient/,
      /undeliverable address/,
      /envelope recipient has been denied/,
    ),
  },
];
