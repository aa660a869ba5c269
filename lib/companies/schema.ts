import { z } from 'zod';

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
