import { describe, expect, it } from 'vitest';
import { checkEnv, parseEnv } from './env';

const said = (source: Record<string, string>) => {
  try {
    checkEnv(source);
    return 'nothing';
  } catch (error) {
    return String(error);
  }
};

describe('the settings', () => {
  it('are named when they are missing', () => {
    expect(() => parseEnv({ SUPABASE_URL: 'http://localhost' })).toThrow(
      'Settings are missing: SUPABASE_PUBLISHABLE_KEY, SUPABASE_SECRET_KEY, HALFSECOND_SECRET.',
    );
  });

  it('count as not set when they are empty', () => {
    expect(checkEnv({ OPENAI_API_KEY: '', HALFSECOND_PROVIDER: '' }).OPENAI_API_KEY).toBeUndefined();
  });

  it.each([
    [{ HALFSECOND_PROVIDER: 'gpt' }, 'HALFSECOND_PROVIDER: is one of openai, azure, ollama, compatible, bedrock'],
    [{ OPENAI_BASE_URL: 'file:///etc' }, 'OPENAI_BASE_URL: needs an address that begins with https:// or http://'],
    [{ HALFSECOND_PROVIDER: 'openai' }, 'HALFSECOND_PROVIDER_KEY: is needed with HALFSECOND_PROVIDER=openai'],
    [
      { HALFSECOND_PROVIDER: 'azure', HALFSECOND_PROVIDER_KEY: 'k', HALFSECOND_MODEL: 'm' },
      'HALFSECOND_PROVIDER_URL: is needed with HALFSECOND_PROVIDER=azure',
    ],
    [
      { HALFSECOND_SECOND_PROVIDER: 'bedrock', HALFSECOND_SECOND_PROVIDER_REGION: 'eu-central-1' },
      'HALFSECOND_SECOND_MODEL: is needed with HALFSECOND_SECOND_PROVIDER=bedrock',
    ],
    [
      {
        HALFSECOND_PROVIDER: 'bedrock',
        HALFSECOND_PROVIDER_REGION: 'evil.example/',
        HALFSECOND_MODEL: 'm',
      },
      'HALFSECOND_PROVIDER_REGION: needs a region such as eu-central-1',
    ],
    [{ HALFSECOND_SECOND_PROVIDER_KEY: 'k' }, 'HALFSECOND_SECOND_PROVIDER: is needed beside its address or key'],
    [{ HALFSECOND_ALLOW_PRIVATE_PROVIDERS: '1' }, 'HALFSECOND_ALLOW_PRIVATE_PROVIDERS: is yes or no'],
  ])('of a provider are named when they are wrong: %j', (source, sentence) => {
    expect(said(source)).toContain(sentence);
  });

  it.each<Record<string, string>>([
    { OPENAI_API_KEY: 'k' },
    { HALFSECOND_PROVIDER: 'openai', OPENAI_API_KEY: 'k' },
    { HALFSECOND_PROVIDER: 'ollama', HALFSECOND_MODEL: 'llama' },
    { HALFSECOND_PROVIDER: 'compatible', OPENAI_BASE_URL: 'http://localhost:1234/v1', HALFSECOND_MODEL: 'm' },
  ])('of a provider pass when they suffice: %j', (source) => {
    expect(said(source)).toBe('nothing');
  });
});
