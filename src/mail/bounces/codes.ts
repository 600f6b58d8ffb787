/** The place in an SMTP conversation where a refusal came. */
export type Stage = 'connect' | 'helo' | 'auth' | 'mail' | 'rcpt' | 'data';

/** What figures a refusal carries. */
export interface Codes {
  status?: string;
  code?: number;
  stage?: Stage;
}

const enhanced = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)/;
const reply =
  /(?:^|said:?|<<<|smtp;|:|\[|"|'|\(|reason:|response:|error|code)[ \t<"']{0,4}#?([45][0-5]\d)(?=[\s\-#:,)\]"']|$)/im;
const stages: [RegExp, Stage][] = [
  [
    /in reply to (?:end of )?data|after (?:end of )?(?:data|message)\b|end of data|\bat (?:the )?end of|\bdata command/i,
    'data',
  ],
  [/in reply to rcpt|after rcpt|\brcpt (?:to )?command|does not like recipient|rcpt to:/i, 'rcpt'],
  [/in reply to mail|after mail from|sender was rejected|mail from command/i, 'mail'],
  [/in reply to (?:helo|ehlo)|after (?:helo|ehlo)|my name was rejected/i, 'helo'],
  [/in reply to auth|after auth/i, 'auth'],
  [/initial connection|greeting failed|refused to talk to me|while connected from/i, 'connect'],
];

/** The first command of a transcript that was refused. */
const transcript = /^[ \t]*>>> ?(rcpt|mail|data|\.|ehlo|helo|auth)[^\n]*\r?\n[ \t]*<<< ?[45]\d\d/im;
const commands: Record<string, Stage> = {
  rcpt: 'rcpt',
  mail: 'mail',
  data: 'data',
  '.': 'data',
  ehlo: 'helo',
  helo: 'helo',
  auth: 'auth',
};

/**
 * Enhanced status (RFC 3463), reply code (RFC 5321, 4.2) and stage that a text names; the first refused
 * command of a transcript counts. Numbers of four parts are addresses of machines and do not count.
 */
export function codesIn(whole: string): Codes {
  const text = whole.slice(0, 16_384);
  const found: Codes = {};
  const status = enhanced.exec(text)?.[1];
  const code = reply.exec(text)?.[1];
  const command = transcript.exec(text)?.[1]?.toLowerCase();
  const stage = commands[command ?? ''] ?? stages.find(([pattern]) => pattern.test(text))?.[1];
  if (status && !status.startsWith('2')) found.status = status;
  if (code) found.code = Number(code);
  if (stage) found.stage = stage;
  return found;
}
