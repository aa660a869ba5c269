import { z } from 'zod';

/** An empty variable counts as not set: `.env` files and container settings often carry `NAME=`. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** Who runs the models: a service by name, or `compatible` for any server that speaks OpenAI's chat completions. */
export const PROVIDER_KINDS = ['openai', 'azure', 'ollama', 'compatible', 'bedrock'] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

const provider = z.enum(PROVIDER_KINDS, `is one of ${PROVIDER_KINDS.join(', ')}`);
const webAddress = z.url({ protocol: /^https?$/, error: 'needs an address that begins with https:// or http://' });
/** It becomes part of a host name. */
const region = z.string().regex(/^[a-z0-9-]{1,40}$/, 'needs a region such as eu-central-1');

/** What a provider cannot do without. Ollama has its usual address; Bedrock also takes the machine's own AWS credentials. */
const NEEDS: Record<ProviderKind, readonly ('URL' | 'KEY' | 'REGION' | 'MODEL')[]> = {
  openai: ['KEY'],
  azure: ['URL', 'KEY', 'MODEL'],
  ollama: ['MODEL'],
  compatible: ['URL', 'MODEL'],
  bedrock: ['REGION', 'MODEL'],
};

const schema = z
  .object({
    NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
    SUPABASE_URL: optional(z.url()),
    SUPABASE_PUBLISHABLE_KEY: optional(z.string().min(10)),
    SUPABASE_SECRET_KEY: optional(z.string().min(10)),
    SUPABASE_JWT_SECRET: optional(z.string().min(32)),
    HALFSECOND_SECRET: optional(z.string().min(32, 'needs at least 32 characters')),
    CRON_SECRET: optional(z.string().min(16, 'needs at least 16 characters')),
    KV_REST_API_URL: optional(z.url()),
    KV_REST_API_TOKEN: optional(z.string().min(1)),
    OPENAI_API_KEY: optional(z.string().min(1)),
    OPENAI_BASE_URL: optional(webAddress),
    HALFSECOND_PROVIDER: optional(provider),
    HALFSECOND_PROVIDER_URL: optional(webAddress),
    HALFSECOND_PROVIDER_KEY: optional(z.string().min(1)),
    HALFSECOND_PROVIDER_REGION: optional(region),
    HALFSECOND_MODEL: optional(z.string().min(1)),
    HALFSECOND_LIGHT_MODEL: optional(z.string().min(1)),
    HALFSECOND_EMBEDDING_MODEL: optional(z.string().min(1).max(200)),
    HALFSECOND_RERANK: optional(z.enum(['on', 'off'], 'is on or off')),
    HALFSECOND_SECOND_PROVIDER: optional(provider),
    HALFSECOND_SECOND_PROVIDER_URL: optional(webAddress),
    HALFSECOND_SECOND_PROVIDER_KEY: optional(z.string().min(1)),
    HALFSECOND_SECOND_PROVIDER_REGION: optional(region),
    HALFSECOND_SECOND_MODEL: optional(z.string().min(1)),
    HALFSECOND_SECOND_LIGHT_MODEL: optional(z.string().min(1)),
    HALFSECOND_ALLOW_PRIVATE_PROVIDERS: optional(z.enum(['yes', 'no'], 'is yes or no')),
    HALFSECOND_PRIVATE_SITES: optional(
      z
        .string()
        .regex(
          /^\s*(?:[a-z\d-]+=)?(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?(?:\s*,\s*(?:[a-z\d-]+=)?(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?)*\s*$/i,
          'needs hosts with or without port, separated by commas, such as intranet.local, acme=10.0.0.5:8080',
        ),
    ),
  })
  .refine((env) => Boolean(env.KV_REST_API_URL) === Boolean(env.KV_REST_API_TOKEN), {
    message: 'set both KV_REST_API_URL and KV_REST_API_TOKEN, or neither',
    path: ['KV_REST_API_URL'],
  })
  .superRefine((env, context) => {
    for (const place of ['', 'SECOND_'] as const) {
      const chosen = env[`HALFSECOND_${place}PROVIDER`];
      const openAi = place === '' && (chosen === 'openai' || chosen === 'compatible');
      const has = {
        URL: env[`HALFSECOND_${place}PROVIDER_URL`] ?? (openAi ? env.OPENAI_BASE_URL : undefined),
        KEY: env[`HALFSECOND_${place}PROVIDER_KEY`] ?? (openAi ? env.OPENAI_API_KEY : undefined),
        REGION: env[`HALFSECOND_${place}PROVIDER_REGION`],
        MODEL: env[`HALFSECOND_${place}MODEL`],
      };
      for (const need of chosen ? NEEDS[chosen] : []) {
        if (has[need]) continue;
        const name = need === 'MODEL' ? `HALFSECOND_${place}MODEL` : `HALFSECOND_${place}PROVIDER_${need}`;
        context.addIssue({
          code: 'custom',
          path: [name],
          message: `is needed with HALFSECOND_${place}PROVIDER=${chosen}`,
        });
      }
      const given = [`HALFSECOND_${place}PROVIDER_URL`, `HALFSECOND_${place}PROVIDER_KEY`] as const;
      if (!chosen && given.some((name) => env[name])) {
        context.addIssue({
          code: 'custom',
          path: [`HALFSECOND_${place}PROVIDER`],
          message: 'is needed beside its address or key',
        });
      }
    }
  });

type Parsed = z.infer<typeof schema>;

/** Settings with everything a running server cannot do without. */
export type Env = Parsed &
  Required<Pick<Parsed, 'SUPABASE_URL' | 'SUPABASE_PUBLISHABLE_KEY' | 'SUPABASE_SECRET_KEY' | 'HALFSECOND_SECRET'>>;

const REQUIRED = ['SUPABASE_URL', 'SUPABASE_PUBLISHABLE_KEY', 'SUPABASE_SECRET_KEY', 'HALFSECOND_SECRET'] as const;

/**
 * Checks the form of every setting that is present.
 * @throws Error naming each malformed setting. Called by the build, where the required ones may still be missing.
 */
export function checkEnv(source: Record<string, string | undefined> = process.env): Parsed {
  const result = schema.safeParse(source);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`Settings are wrong. ${lines.join('; ')}.`);
}

/**
 * Checks form and presence.
 * @throws Error naming each malformed or missing setting.
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const parsed = checkEnv(source);
  const missing = REQUIRED.filter((name) => parsed[name] === undefined);
  if (missing.length > 0) throw new Error(`Settings are missing: ${missing.join(', ')}. See the table in README.md.`);
  return parsed as Env;
}

let cached: Env | undefined;

/** The settings of this process, checked once. */
export function env(): Env {
  cached ??= parseEnv(process.env);
  return cached;
}
