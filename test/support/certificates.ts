import { randomUUID } from 'node:crypto';
import { generate } from 'selfsigned';

/** A self-signed certificate for this computer, which is its own authority. */
export interface TestCertificate {
  key: string;
  cert: string;
}

/** @param days how long it still holds; @param age how many days ago it was made */
export async function makeCertificate(days = 90, age = 0): Promise<TestCertificate> {
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000);
  const made = await generate([{ name: 'commonName', value: `authority ${randomUUID()}` }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: day(-age - 0.01),
    notAfterDate: day(days),
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  return { key: made.private, cert: made.cert };
}
