/** How many requests may pass, and what happens at the edge. Two adapters: Upstash Ratelimit over KV, and memory. */

type Policy = {
  /** Requests that may pass in one window, when the caller names no limit of its own. */
  limit: number;
  windowSeconds: number;
  /** Name in the `RateLimit` fields. */
  title: string;
  /** What each counter belongs to. */
  keyedOn: string;
  /** What is counted, and what on purpose is not. */
  counts: string;
};

/** Every limit of the product. */
export const POLICIES = {
  company: {
    limit: 1000,
    windowSeconds: 3600,
    title: 'hour',
    keyedOn: "the company's id; each company may have a limit of its own (Settings)",
    counts:
      'requests to /api with a widget key or an API key. Not: static files, health, preflights and the look of the ' +
      "widget, which is read on every page view of a host's website",
  },
  team: {
    limit: 1000,
    windowSeconds: 3600,
    title: 'team-hour',
    keyedOn: "the company's id; a company with a higher limit of its own has that one here, too",
    counts:
      "requests to /api with a member's session. Apart from the company's own count: when visitors have used it up, " +
      'agents are needed in the inbox, and when the inbox is busy, visitors must not pay for it. Not: page views and ' +
      'the forms on them, so that a team at its limit can still sign in, read and change settings',
  },
  keyLookup: {
    limit: 600,
    windowSeconds: 60,
    title: 'key-lookups',
    keyedOn: 'the IP address',
    counts: 'requests whose widget or API key is not in memory, before the database is asked: slows down guessing',
  },
  signIn: {
    limit: 30,
    windowSeconds: 900,
    title: 'sign-in',
    keyedOn: 'the IP address and the e-mail address together',
    counts: 'attempts to sign in, right or wrong',
  },
  signInAccount: {
    limit: 200,
    windowSeconds: 3600,
    title: 'sign-in-account',
    keyedOn: 'the e-mail address alone, against many addresses guessing at one account',
    counts: 'attempts to sign in, right or wrong',
  },
  signUp: {
    limit: 30,
    windowSeconds: 3600,
    title: 'sign-up',
    keyedOn: 'the IP address',
    counts: 'attempts to make a company',
  },
} as const satisfies Record<string, Policy>;

export type PolicyName = keyof typeof POLICIES;

export type LimitDecision = {
  allowed: boolean;
  /** Requests that may pass in one window. */
  limit: number;
  /** How many may still pass now; never negative. */
  remaining: number;
  /** Seconds until the current window ends. */
  resetSeconds: number;
  /** 0 when allowed; else seconds until a request passes again, if nobody else takes its place. */
  retryAfterSeconds: number;
  /** Who decided: the store, this process's memory, or memory standing in for a store that does not answer. */
  source: 'kv' | 'memory' | 'fallback';
};

export type Limits = {
  /**
   * Takes one request out of a subject's window. Never throws and never takes longer than 250 ms: a store that does
   * not answer is replaced by a count in this process, at the same limit.
   * @param subject whom to count, as the policy's `keyedOn` says
   * @param limit the subject's own limit; left out, the policy's
   */
  take(policy: PolicyName, subject: string, limit?: number): Promise<LimitDecision>;
};
