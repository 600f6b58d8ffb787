/** What receivers and providers say to who is too fast, in English as all of them do. */
const TOO_FAST =
  /too (?:many|much|fast|frequent|quick)|rate[ -]?limit|throttl|limit (?:has been )?(?:exceeded|reached)|exceed\w* (?:the |your |its |our )?(?:\w+ ){0,3}(?:rate|limit|quota)|slow(?:ing)? down|unusual (?:rate|volume)|(?:submission|sending|message|mail) rate/i;

/** Who means itself: a provider that relays for us, rather than the recipient's system behind it. */
const RELAY_ITSELF =
  /throttling failure|(?:sending|submission) (?:rate|quota|limit)|for this client|your (?:plan|account)/i;

/** Whether a temporary refusal says that we are too fast (RFC 5321 has no code for it: the words tell). */
export function isThrottle({ code = 0, reply }: { code?: number; reply: string }): boolean {
  return code >= 400 && code < 500 && TOO_FAST.test(reply);
}

/** Whether it is the relay as a whole that wants less, and not the recipient's domain. @param stage where it was said */
export function meansRelay({ reply, stage }: { reply: string; stage?: string | undefined }): boolean {
  return stage === 'mail' || RELAY_ITSELF.test(reply);
}
