import { type KeyObject, createHmac, createSecretKey, hkdfSync, timingSafeEqual } from 'node:crypto';
import { NotFound } from '../errors.js';

/** What a link is for; also the first part of its path. */
export type Purpose =
  'asked' | 'confirm' | 'invitation' | 'lesson' | 'me' | 'no-alerts' | 'set-up' | 'sign-in' | 'unsubscribe';

/** Root secrets, of which every key is derived by purpose (HKDF, RFC 5869). */
export interface Roots {
  /** the first signs, all open: so a secret can be changed while links signed with the old one are under way */
  rotating: Buffer[];
  /** never changes: unsubscribe links and suppressions last for ever */
  lasting: Buffer;
}

/** Signs and opens the links put in mail: an id, its purpose, perhaps an end, and an HMAC-SHA256 cut to 128 bits. */
export class Links {
  private readonly keys = new Map<string, KeyObject>();

  constructor(
    readonly publicUrl: string,
    private readonly roots: Roots,
  ) {}

  /** The address of a page for one purpose and one row; with `seconds` it ends so much real time from now. */
  url(purpose: Purpose, id: string, seconds?: number): string {
    return `${this.publicUrl}/${purpose}/${this.token(purpose, id, seconds)}`;
  }

  token(purpose: Purpose, id: string, seconds?: number): string {
    const until = seconds === undefined ? '' : `-${Math.ceil(Date.now() / 1000 + seconds).toString(36)}`;
    const payload = `${BigInt(id).toString(36)}${until}`;
    return `${payload}.${this.mac(this.signing(purpose)[0]!, purpose, payload)}`;
  }

  /**
   * The id a token was made for.
   * @throws NotFound whatever is wrong with it: forged, mangled, of another purpose, or past its end
   */
  open(purpose: Purpose, token: string): string {
    const parts = /^([0-9a-z]{1,13})(?:-([0-9a-z]{1,9}))?\.([\w-]{22})$/.exec(token);
    const payload = token.slice(0, token.indexOf('.'));
    // compared as text: several texts would decode to the same bytes
    const mac = Buffer.from(parts?.[3] ?? '');
    const genuine =
      parts &&
      this.signing(purpose).some((root) => timingSafeEqual(Buffer.from(this.mac(root, purpose, payload)), mac));
    if (!genuine || (parts[2] && Number.parseInt(parts[2], 36) * 1000 < Date.now())) throw new NotFound('no such link');
    return parts[1]!
      .split('')
      .reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n)
      .toString();
  }

  /** What is kept of an address for ever: a keyed hash (HMAC-SHA256). @param key the address in lower case */
  addressHash(key: string): Buffer {
    return createHmac('sha256', this.key(this.roots.lasting, 'address')).update(key).digest();
  }

  /** A short proof that a text is ours, for places where letters may change their case: 8 of RFC 4648's base 32. */
  shortMac(purpose: string, text: string): string {
    const digest = createHmac('sha256', this.key(this.roots.lasting, purpose)).update(text).digest();
    return Array.from(digest.subarray(0, 8), (byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte % 32]).join('');
  }

  /** A secret for a library that signs by itself; another one after the rotating root was changed. */
  secret(purpose: string): string {
    return this.key(this.roots.rotating[0]!, purpose).export().toString('base64url');
  }

  private signing(purpose: Purpose): Buffer[] {
    return purpose === 'unsubscribe' || purpose === 'no-alerts' ? [this.roots.lasting] : this.roots.rotating;
  }

  private mac(root: Buffer, purpose: string, payload: string): string {
    const digest = createHmac('sha256', this.key(root, purpose)).update(payload).digest();
    return digest.subarray(0, 16).toString('base64url');
  }

  private key(root: Buffer, purpose: string): KeyObject {
    const name = `${this.roots.rotating.indexOf(root)} ${purpose}`;
    let key = this.keys.get(name);
    if (!key) {
      key = createSecretKey(Buffer.from(hkdfSync('sha256', root, '', `little-steps ${purpose}`, 32)));
      this.keys.set(name, key);
    }
    return key;
  }
}
