import { convert } from 'html-to-text';

/** Lines after which the returned message stands. */
const separators = [
  /^[\s>]*[-=_*]{2,}.{0,20}\b(?:original|unsent|returned|undelivered|bounced|rejected) (?:message|mail|e-?mail|header)/i,
  /^[\s>]*[-=_*]{2,}.{0,30}\b(?:copy of (?:the|your) (?:message|mail)|message (?:headers? (?:follows?|only)|text follows|body follows|contents?)|headers? (?:of|from) (?:the|your)|headers follow|forwarded message|below this line)/i,
  /^[\s>]*[-=_*]{2,}.{0,20}(?:mensaje original|message d'origine|message original|original-?nachricht|urspr[uü]ngliche nachricht|messaggio originale|mensagem original|oorspronkelijk bericht|исходное сообщение|元のメッセージ)/i,
  /^\s*(?:the )?(?:original|unsent|returned|undelivered) (?:message|mail)(?: headers?)?(?: follows?| is (?:attached|below).*)?\s*[:.]\s*$/i,
  /^\s*(?:message headers follow|original message headers?|the message headers?(?: follows?)?|original headers|(?:a )?copy of (?:the|your)(?: original)? message(?: follows| is).{0,60})\s*[:.]?\s*$/i,
  /^\s*(?:here is|below is|attached is|following is) (?:a copy of )?(?:the|your) (?:original )?(?:message|mail|e-?mail|headers?)/i,
  /^\s*The header of the original message is following/i,
  /^--- Below this line is/i,
  /^Content-Type:[ \t]*message\/rfc822/i,
];
const headerLine =
  /^(?:Received|Return-Path|Message-ID|MIME-Version|X-[\w-]+|DKIM-Signature|Delivered-To|From|To|Date|Subject|Content-[\w-]+|Reply-To|Sender|Cc|List-[\w-]+|References|In-Reply-To|Authentication-Results|ARC-[\w-]+|Received-SPF):/i;

/**
 * Splits the text of a report where the returned message begins: at a known separator, or at a block of header lines
 * with `Received`, `Return-Path` or `Message-ID` in it. What is returned must not be read as a reason.
 */
export function splitReturned(text: string): { human: string; rest: string } {
  const lines = text.split(/\r?\n/);
  const at = lines.findIndex(
    (line, index) => (index > 0 && separators.some((separator) => separator.test(line))) || isHeaderBlock(lines, index),
  );
  const end = at < 0 ? lines.length : at;
  return { human: withoutPartHeaders(lines.slice(0, end).join('\n')), rest: lines.slice(end).join('\n') };
}

/** A report that lost its boundary shows the headers of its parts. */
function withoutPartHeaders(text: string): string {
  return text.replace(/^(?:--[^\s-]*[=_\w]{8,}\S*|Content-[\w-]+:.*(?:\n[ \t]+.*)*)$/gm, '');
}

function isHeaderBlock(lines: string[], index: number): boolean {
  if (!headerLine.test(lines[index] ?? '')) return false;
  const block = lines.slice(index, index + 40);
  const end = block.findIndex((line) => !headerLine.test(line) && !/^[ \t]+\S/.test(line));
  const headers = (end < 0 ? block : block.slice(0, end)).filter((line) => headerLine.test(line));
  return headers.length >= 3 && headers.some((line) => /^(?:Received|Return-Path|Message-ID):/i.test(line));
}

/** Text of an HTML report; links are left out, their words stay. */
export function textOfHtml(html: string): string {
  return convert(html, {
    wordwrap: false,
    selectors: [
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'img', format: 'skip' },
    ],
  });
}
