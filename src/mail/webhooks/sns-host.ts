import { X509Certificate, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { isSigned, isSnsCertificate, isSubscribeUrl, type SnsMessage } from './sns.js';

/** Milliseconds that Amazon has to answer: less than the 15 seconds it gives us. */
const PATIENCE = 8000;

/** The only host that a payload may make us ask: Amazon SNS in the region of our own topic. */
@Injectable()
export class SnsHost {
  private readonly keys = new LRUCache<string, KeyObject>({ max: 20, ttl: 24 * 3600_000 });

  /** Whether a message is of our topic and signed by SNS. @throws Error when the certificate cannot be had now */
  async isGenuine(message: SnsMessage, topicArn: string): Promise<boolean> {
    const { TopicArn, SigningCertURL: url = '' } = message;
    if (TopicArn !== topicArn || !isSnsCertificate(url, topicArn)) return false;
    const key = this.keys.get(url) ?? (await this.fetchKey(url));
    return key !== undefined && isSigned(message, key);
  }

  /** Confirms the subscription of our topic. @param message a genuine one @returns whether it asked for that. @throws Error when SNS does not take it */
  async confirm({ SubscribeURL: url = '' }: SnsMessage, topicArn: string): Promise<boolean> {
    if (!isSubscribeUrl(url, topicArn)) return false;
    const response = await ask(url);
    await response.body?.cancel();
    if (!response.ok) throw new Error(`SNS answered ${response.status} to the confirmation of the subscription`);
    return true;
  }

  private async fetchKey(url: string): Promise<KeyObject | undefined> {
    const response = await ask(url);
    const pem = await response.text();
    if (response.status >= 500) throw new Error(`SNS answered ${response.status} when asked for its certificate`);
    if (!response.ok) return undefined;
    const { publicKey, validFrom, validTo } = new X509Certificate(pem);
    if (Date.parse(validFrom) > Date.now() || Date.parse(validTo) < Date.now()) return undefined;
    this.keys.set(url, publicKey);
    return publicKey;
  }
}

/** A redirect would lead to a host that nobody has looked at. */
function ask(url: string): Promise<Response> {
  return fetch(url, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE) });
}
