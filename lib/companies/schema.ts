import { z } from 'zod';
import { isStorable } from '@/lib/platform/text';

/** A company's id that somebody proved. Only `context.ts` makes one. */
export type CompanyId = string & { readonly __brand: 'CompanyId' };

export const roleSchema = z.enum(['agent', 'admin']);
export type Role = z.infer<typeof roleSchema>;

export const appearanceSchema = z.object({
  companyName: z.string(),
  assistantName: z.string(),
  greeting: z.string(),
  accentColor: z.string(),
});
/** What the widget shows before the first message. */
export type Appearance = z.infer<typeof appearanceSchema>;

/** What a widget key opens (the database's `resolve_widget_key`). */
export const widgetKeyHolderSchema = z.object({
  companyId: z.string(),
  slug: z.string(),
  hourlyLimit: z.number().int(),
  allowedOrigins: z.array(z.string()),
  appearance: appearanceSchema,
});
export type WidgetKeyHolder = z.infer<typeof widgetKeyHolderSchema>;

/** What an API key opens (the database's `resolve_api_key`). */
export const apiKeyHolderSchema = z.object({
  companyId: z.string(),
  slug: z.string(),
  hourlyLimit: z.number().int(),
  keyId: z.string(),
});
export type ApiKeyHolder = z.infer<typeof apiKeyHolderSchema>;

/** What a form's action answers: nothing yet, done, or what is wrong; `values` are what was typed, to show again. */
export type FormState = {
  done?: string;
  error?: string;
  fields?: Record<string, string>;
  values?: Record<string, string>;
};

const storable = z.string().refine(isStorable, 'This holds a character that cannot be stored.');

const text = (label: string, max: number) =>
  storable.pipe(z.string().trim().min(1, `Enter ${label}.`).max(max, `At most ${max} characters.`));

const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(320, 'At most 320 characters.')
  .pipe(z.email('Enter an e-mail address.'));

export const signInSchema = z.object({
  email: emailSchema,
  password: z.string().min(1, 'Enter your password.').max(200, 'At most 200 characters.'),
});

export const signUpSchema = z.object({
  companyName: text("your company's name", 120),
  displayName: text('your name', 120),
  email: emailSchema,
  // More than 72 bytes would be cut off by the password hash.
  password: z
    .string()
    .min(8, 'At least 8 characters.')
    .refine((value) => new TextEncoder().encode(value).length <= 72, 'At most 72 bytes.'),
});

export const TONES = ['friendly', 'neutral', 'formal'] as const;

/** How a company's assistant shall speak, as the database's `assistant_settings` tells it. */
export const assistantSettingsSchema = z.object({
  companyName: z.string(),
  assistantName: z.string(),
  tone: z.enum(TONES),
  rules: z.string(),
});

export const assistantSchema = z.object({
  assistantName: text('a name', 60),
  tone: z.enum(TONES, 'Choose a tone.'),
  rules: storable.pipe(z.string().trim().max(4000, 'At most 4,000 characters.')),
  greeting: text('a greeting', 300),
  accentColor: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^#[0-9a-f]{6}$/, 'Enter a colour such as #0b7a75.'),
});
export type AssistantInput = z.infer<typeof assistantSchema>;

export const hourlyLimitSchema = z.object({
  hourlyLimit: z.coerce.number('Enter a number.').int('Enter a whole number.').min(1, 'At least 1.'),
});

/** Origins as people write them, one a line or separated by commas; kept as browsers send them. */
const originsSchema = z.string().transform((value, ctx) => {
  const origins = new Set<string>();
  for (const word of value.split(/[\s,]+/).filter(Boolean)) {
    const address = word.includes('://') ? word : `https://${word}`;
    if (!/^https?:/i.test(address) || !URL.canParse(address)) {
      ctx.addIssue({
        code: 'custom',
        message: `${word} is not a website's address. Write it like https://www.example.com.`,
      });
      return z.NEVER;
    }
    origins.add(new URL(address).origin);
  }
  if (origins.size > 50) {
    ctx.addIssue({ code: 'custom', message: 'At most 50 websites.' });
    return z.NEVER;
  }
  return [...origins];
});

export const widgetKeySchema = z.object({ name: text('a name', 80), allowedOrigins: originsSchema });
export type WidgetKeyInput = z.infer<typeof widgetKeySchema>;
export const apiKeySchema = z.object({ name: text('a name', 80) });

/** What the settings page shows. Times are ISO texts. */
export type CompanySettings = {
  name: string;
  slug: string;
  assistantName: string;
  tone: (typeof TONES)[number];
  rules: string;
  greeting: string;
  accentColor: string;
  hourlyLimit: number;
  hourlyLimitCeiling: number;
};
export type WidgetKey = { id: string; key: string; name: string; allowedOrigins: string[]; createdAt: string };
export type ApiKey = { id: string; name: string; prefix: string; createdAt: string; lastUsedAt: string | null };
export type Member = { userId: string; name: string; email: string; role: Role };
/** Requests of the current hour (UTC) that passed, and that were refused. */
export type HourUsage = { hour: string; requests: number; refused: number };

/** An account of the demo company, offered on the sign-in page. */
export type DemoAccount = { role: Role; email: string; password: string };
