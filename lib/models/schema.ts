import { z } from 'zod';
import { PROVIDER_KINDS, type ProviderKind } from '@/lib/platform/env';
import { isStorable } from '@/lib/platform/text';
import type { FaultName } from './fault';

/** Which of a company's models: the main one, or the light one for small talk and as a fallback. */
export type ModelTier = 'main' | 'light';

/**
 * A passage as a model may use it; `number` is how its source is cited: [1]. Passages of one source share it.
 * `coverage`: the share (0 to 1) of the question that it holds by the search's reckoning.
 */
export type CitablePassage = { number: number; title: string; body: string; coverage?: number };

/**
 * Kinds of small talk. `bot`: what the assistant is; `abilities`: what it can do, a call for help; `chat`: talk about
 * itself and the world.
 */
export type SmallTalk =
  | 'greeting'
  | 'thanks'
  | 'goodbye'
  | 'how-are-you'
  | 'bot'
  | 'name'
  | 'abilities'
  | 'joke'
  | 'chat';

/** How to reach who wrote a message, and what the message says beside it: empty when nothing. */
export type LeftContact = { email: string | null; phone: string | null; rest: string };

/**
 * What the built-in model gets beside the prompt, under `providerOptions.halfsecond`: it quotes and does not
 * generate, so it needs the passages as data.
 */
export type BuiltInOptions = {
  question: string;
  smallTalk: SmallTalk | null;
  /** Whether the small talk only takes note ("ok"), so that nobody was thanked. */
  acknowledges?: boolean;
  /** The contact data that the question holds; an answer is due when something is left to be asked. */
  contact?: LeftContact | null;
  /** Whether somebody asks for a person instead of an answer. */
  wantsPerson: boolean;
  passages: CitablePassage[];
  /** Whether the passages hold enough of the question to answer it outright. */
  sure: boolean;
  /** Whether the help pages could be searched at all. */
  lookedUp: boolean;
  assistantName: string;
  companyName: string;
  tone: 'friendly' | 'neutral' | 'formal';
  /** How much to quote; `balanced` when not given. */
  depth?: 'detailed' | 'balanced' | 'concise';
  /** The answer that is to be continued: what it holds is not said again. */
  continues?: string | null;
  /** The language of the newest message, where it is known for certain: ISO 639-1, or `other`. */
  language?: string | null;
  /** The newest message, where the question is more than it. */
  message?: string;
  /** What the visitor wrote before, oldest first: it tells the language of a message that is too short to. */
  earlier?: readonly string[];
};

/** Where a provider stands on the ladder. */
export const placeSchema = z.enum(['main', 'second']);
export type Place = z.infer<typeof placeSchema>;

const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `At most ${max} characters.`)
    .refine(isStorable, 'This holds a character that cannot be stored.');
const orNull = (text: string): string | null => text || null;

/** A server's address as an admin types it: an API's beginning, with nothing in it that belongs to one call. */
const addressSchema = line(500).transform((text, context) => {
  if (text === '') return null;
  const address = text.includes('://') ? text : `https://${text}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash) {
    context.addIssue({ code: 'custom', message: 'Enter an address such as https://models.example.com/v1.' });
    return z.NEVER;
  }
  return url.href;
});

/** What the fields of a provider must hold, by its kind. An empty key keeps the one that is stored. */
const NEEDS = {
  openai: { baseUrl: false, region: false },
  azure: { baseUrl: true, region: false },
  ollama: { baseUrl: true, region: false },
  compatible: { baseUrl: true, region: false },
  bedrock: { baseUrl: false, region: true },
} satisfies Record<ProviderKind, { baseUrl: boolean; region: boolean }>;

/** An admin's provider, as the settings page sends it. What its kind does not use becomes null. */
export const providerInputSchema = z
  .object({
    place: placeSchema,
    kind: z.enum(PROVIDER_KINDS, 'Choose a provider.'),
    baseUrl: addressSchema.default(null),
    region: line(40).transform(orNull).default(null),
    providerKey: line(2000).transform(orNull).default(null),
    mainModel: line(120).min(1, 'Enter a model.'),
    lightModel: line(120).transform(orNull).default(null),
  })
  .superRefine(({ kind, baseUrl, region }, context) => {
    if (NEEDS[kind].baseUrl && baseUrl === null)
      context.addIssue({ code: 'custom', path: ['baseUrl'], message: 'Enter the server’s address.' });
    if (NEEDS[kind].region && !/^[a-z0-9-]+$/.test(region ?? ''))
      context.addIssue({ code: 'custom', path: ['region'], message: 'Enter a region such as eu-central-1.' });
  })
  .transform((input) => ({
    ...input,
    baseUrl: NEEDS[input.kind].baseUrl ? input.baseUrl : null,
    region: NEEDS[input.kind].region ? input.region : null,
  }));
export type ProviderInput = z.infer<typeof providerInputSchema>;

/** A company's provider as the settings page shows it. The key is not in it, only its last characters. */
export type StoredProvider = {
  place: Place;
  kind: ProviderKind;
  baseUrl: string | null;
  region: string | null;
  mainModel: string;
  lightModel: string | null;
  keyEnd: string | null;
};

/** Everything that the settings page says about models. */
export type ModelSettings = {
  own: Record<Place, StoredProvider | null>;
  /** Who answers where the company set nothing: the installation's provider and model. */
  installation: { provider: string; main: string; second: { provider: string; main: string } | null };
  /** How the newest call of whoever stands at a place came to nothing, as far as the process that was asked knows. */
  faults: Record<Place, ShownFault | null>;
  /** When this was read: milliseconds since 1970. */
  readAt: number;
};

/** As `LaneFault`, for the browser. `at`: ISO 8601. */
export type ShownFault = FaultName & { at: string };
