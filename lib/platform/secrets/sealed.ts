import 'server-only';
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { env } from '../env';
import { shared } from '../shared';

/** Names the format and the purpose of the derived key: another purpose would get another key of the same secret. */
const VERSION = 'v1';
const PURPOSE = 'halfsecond sealed secrets v1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

const key = () =>
  shared('secrets.key', () => Buffer.from(hkdfSync('sha256', env().HALFSECOND_SECRET, '', PURPOSE, 32)));

/**
 * Encrypts a secret for storage: AES-256-GCM under a key derived by HKDF from HALFSECOND_SECRET.
 * @param owner whom it belongs to, and for what; it opens for nobody and nothing else, wherever the text is copied to
 * @returns `v1.` and base64url of initialisation vector, ciphertext and tag
 */
export function seal(secret: string, owner: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key(), iv).setAAD(Buffer.from(owner));
  const sealed = Buffer.concat([iv, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${VERSION}.${sealed.toString('base64url')}`;
}

/**
 * Opens what `seal` made.
 * @returns null when it does not open: sealed for another owner, under another HALFSECOND_SECRET, or damaged
 */
export function unseal(sealed: string, owner: string): string | null {
  const [version, text] = sealed.split('.');
  const bytes = Buffer.from(text ?? '', 'base64url');
  if (version !== VERSION || bytes.length < IV_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', key(), bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(owner))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const plain = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
    return plain.toString('utf8');
  } catch {
    // Node says no more than that it cannot be authenticated; the answer is the same for every reason.
    return null;
  }
}
