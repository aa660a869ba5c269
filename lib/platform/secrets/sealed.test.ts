import { beforeAll, describe, expect, it } from 'vitest';
import { seal, unseal } from './sealed';

beforeAll(() => {
  Object.assign(process.env, {
    SUPABASE_URL: 'http://localhost',
    SUPABASE_PUBLISHABLE_KEY: 'publishable',
    SUPABASE_SECRET_KEY: 'secret-key-1',
    HALFSECOND_SECRET: 'a-secret-that-only-tests-know-0123456789',
  });
});

describe('a sealed secret', () => {
  it('opens for its owner, and never looks the same twice', () => {
    const [one, two] = [seal('sk-ключ-🔑', 'company-a'), seal('sk-ключ-🔑', 'company-a')];
    expect([unseal(one, 'company-a'), unseal(two, 'company-a')]).toEqual(['sk-ключ-🔑', 'sk-ключ-🔑']);
    expect(one).not.toBe(two);
    expect(one).not.toContain('sk-');
  });

  it('opens for nobody else', () => {
    expect(unseal(seal('sk-1', 'company-a'), 'company-b')).toBeNull();
  });

  it.each(['', 'v1.', 'v1.AAAA', 'v2.AAAA', 'nonsense'])('does not take %j for one', (text) => {
    expect(unseal(text, 'company-a')).toBeNull();
  });

  it('notices a changed byte', () => {
    const bytes = Buffer.from(seal('sk-1', 'a').slice(3), 'base64url');
    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(unseal(`v1.${changed.toString('base64url')}`, 'a')).toBeNull();
    }
  });
});
