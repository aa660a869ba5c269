import { z } from 'zod';

/** An empty variable counts as not set: `.env` files and container settings often carry `NAME=`. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const schema = z
  .object({
    NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
    SUPABASE_URL: optional(z.url()),
    SUPABASE_PUBLISHABLE_KEY: optional(z.string().min(10)),
    SUPABASE_SECRET_KEY: optional(z.string().min(10)),
    SUPABASE_JWT_SECRET: optional(z.string().min(32)),
    HALFSECOND_SECRET: optional(z.string().min(32, 'needs at least 32 characters')),
    KV_REST_API_URL: optional(z.url()),
    KV_REST_API_TOKEN: optional(z.string().min(1)),
    OPENAI_API_KEY: optional(z.string().min(1)),
    OPENAI_BASE_URL: optional(z.url()),
    HALFSECOND_MODEL: optional(z.string().min(1)),
    HALFSECOND_LIGHT_MODEL: optional(z.string().min(1)),
  })
  .refine((env) => Boolean(env.KV_REST_API_URL) === Boolean(env.KV_REST_API_TOKEN), {
    message: 'set both KV_REST_API_URL and KV_REST_API_TOKEN, or neither',
    path: ['KV_REST_API_URL'],
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
