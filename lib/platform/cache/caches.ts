const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Rule = {
  holds: string;
  /** What a key is made of. What belongs to a company begins with its id, unless the key is what leads to the company. */
  key: string;
  /** How long a value is believed, over all tiers together. */
  lifetimeMs: number;
  /** Most entries in memory; beyond them the one that was not used for longest goes. */
  entries: number;
  /** Most memory of all values together, where they differ much; `sizeOf` says what each takes. */
  bytes?: number;
  /** `memory+kv`: what is not in memory is looked for in the store before it is loaded. For what is plain data. */
  tiers: 'memory' | 'memory+kv';
  /**
   * Where an invalidation counts: in all processes, here at once and elsewhere within 2 s; or here alone, for values
   * that nobody takes for true without asking.
   */
  invalidated: 'everywhere' | 'here';
  /** What makes a value stale before its time. */
  staleWhen: string;
};

/** Every cache of the product. */
export const CACHES = {
  memberships: {
    holds: 'who a signed-in user is: company, role, name; or that they belong to none',
    key: "the user's id",
    lifetimeMs: 5 * MINUTE,
    entries: 10_000,
    tiers: 'memory',
    invalidated: 'everywhere',
    staleWhen: 'the user signs in or founds a company; the settings of the company are saved',
  },
  'widget-keys': {
    holds: 'company, limit, origins and look that a widget key opens; or that it opens nothing',
    key: 'the widget key',
    lifetimeMs: 5 * MINUTE,
    entries: 10_000,
    // A revoked key must not live on in a store that was out of reach while it was revoked.
    tiers: 'memory',
    invalidated: 'everywhere',
    staleWhen: 'the key is made, changed or revoked; the settings of the company are saved',
  },
  'api-keys': {
    holds: 'company and limit that an API key opens; or that it opens nothing',
    key: "the key's hash",
    lifetimeMs: 5 * MINUTE,
    entries: 10_000,
    tiers: 'memory',
    invalidated: 'everywhere',
    staleWhen: 'a key of the company is revoked; the settings of the company are saved',
  },
  'session-refreshes': {
    holds: 'the cookies that a renewed sign-in gave, for requests that left the browser together: a token works once',
    key: 'the cookies that were renewed',
    lifetimeMs: 10 * SECOND,
    entries: 10_000,
    tiers: 'memory',
    invalidated: 'here',
    staleWhen: 'never',
  },
  'company-providers': {
    holds: 'the model providers that a company set up for itself, connected',
    key: "the company's id",
    lifetimeMs: 10 * MINUTE,
    entries: 10_000,
    tiers: 'memory',
    invalidated: 'everywhere',
    staleWhen: "the company's providers are saved",
  },
  'model-rates': {
    holds: 'what each model costs on a day',
    key: 'the day (UTC)',
    lifetimeMs: DAY,
    entries: 2,
    tiers: 'memory+kv',
    invalidated: 'everywhere',
    staleWhen: 'never: rates come with migrations and hold from a day on',
  },
  'prompt-templates': {
    holds: 'the part of the prompt that all visitors of a company share',
    key: 'a hash of the settings that it is made of, so that other settings are another key',
    lifetimeMs: HOUR,
    entries: 500,
    tiers: 'memory',
    invalidated: 'here',
    staleWhen: 'never',
  },
  history: {
    holds: 'a session as its last turn left it: settings, messages, visitor, lead, summary',
    key: "the company's, the visitor's and the session's id",
    lifetimeMs: 10 * MINUTE,
    entries: 2_000,
    tiers: 'memory',
    invalidated: 'here',
    staleWhen: 'anything happened in the session since, which opening the turn tells each time',
  },
  'answer-hints': {
    holds: 'that an answer to a question was stored when it was last asked, so that no search is begun for it',
    key: "the company's id and the normalised question",
    lifetimeMs: DAY,
    entries: 10_000,
    tiers: 'memory',
    invalidated: 'here',
    staleWhen: 'opening a turn finds no stored answer',
  },
  'common-questions': {
    holds: 'the pinned questions that the widget of a company shows',
    key: "the company's id",
    lifetimeMs: MINUTE,
    entries: 10_000,
    tiers: 'memory',
    invalidated: 'everywhere',
    staleWhen: 'the pinned questions are changed, or the answer of one was made',
  },
  embeddings: {
    holds: 'questions as an embedding model read them',
    key: "the company's id and a hash of model and text",
    lifetimeMs: 30 * DAY,
    // Three kilobytes each.
    entries: 2_000,
    tiers: 'memory+kv',
    invalidated: 'here',
    staleWhen: 'never: another text or model is another key',
  },
  'embedding-models': {
    holds: "the model whose vectors the search of a company's knowledge uses; or that there is none",
    key: "the company's id",
    lifetimeMs: 10 * MINUTE,
    entries: 10_000,
    tiers: 'memory',
    invalidated: 'everywhere',
    staleWhen: 'another model has read everything and takes over',
  },
  'built-in-models': {
    holds: "what was learned of a company's own sentences, which source they belong to; or that nothing was",
    key: "the company's id",
    lifetimeMs: 10 * MINUTE,
    // Five megabytes each at most, a few hundred kilobytes as a rule.
    entries: 1_000,
    bytes: 64_000_000,
    tiers: 'memory',
    invalidated: 'everywhere',
    staleWhen: 'another one was learned',
  },
  'question-groups': {
    holds: 'which questions without an answer ask the same in other words',
    key: "the company's id and a hash of the questions with their languages",
    lifetimeMs: 5 * MINUTE,
    // Sixteen kilobytes each at most.
    entries: 200,
    tiers: 'memory',
    invalidated: 'here',
    staleWhen: 'never: other questions are another key',
  },
} as const satisfies Record<string, Rule>;

export type CacheName = keyof typeof CACHES;
type Tiered<T extends Rule['tiers']> = {
  [N in CacheName]: (typeof CACHES)[N]['tiers'] extends T ? N : never;
}[CacheName];
export type MemoryCacheName = Tiered<'memory'>;
export type KvCacheName = Tiered<'memory+kv'>;
export type CacheRule = Rule;
