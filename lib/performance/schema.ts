import { z } from 'zod';

/** 50th, 95th and 99th percentile in milliseconds; null where nothing was measured. */
const percentilesSchema = z
  .array(z.number().nullable())
  .nullable()
  .transform((values) => {
    const [p50, p95, p99] = values ?? [];
    return p50 == null || p95 == null || p99 == null ? null : { p50, p95, p99 };
  });
export type Percentiles = { p50: number; p95: number; p99: number };

const operationShareSchema = z.object({
  name: z.string(),
  /** Turns that had this operation. */
  turns: z.number(),
  averageMs: z.number(),
  p95Ms: z.number(),
  totalMs: z.number(),
  /** The part of `averageMs` that passed before the first token. */
  waitMs: z.number(),
});
/** What one operation took over many turns. Times in milliseconds. */
export type OperationShare = z.infer<typeof operationShareSchema>;

/** What a period is compared by. */
export const comparisonSchema = z.object({
  totals: z.object({
    turns: z.number(),
    complete: z.number(),
    failed: z.number(),
    interrupted: z.number(),
    cached: z.number(),
    fallback: z.number(),
    simple: z.number(),
    costMicros: z.number(),
    inputTokens: z.number(),
    outputTokens: z.number(),
    firstTokenMs: percentilesSchema,
    totalMs: percentilesSchema,
  }),
  /** Turns whose first token came at or after the 95th percentile. */
  slowTurns: z.object({
    turns: z.number(),
    firstTokenMs: z.number().nullable(),
    /** How many of them `slowOperations` looked at. */
    measuredTurns: z.number(),
  }),
  slowOperations: z.array(operationShareSchema),
});
export type Comparison = z.infer<typeof comparisonSchema>;

export const reportSchema = comparisonSchema.extend({
  series: z.array(
    z.object({
      at: z.string(),
      turns: z.number(),
      failed: z.number(),
      firstTokenMs: percentilesSchema,
      totalMs: percentilesSchema,
    }),
  ),
  /** How many turns `operations` looked at: all of them, or an even sample of very many. */
  measuredTurns: z.number(),
  operations: z.array(operationShareSchema),
  slowestTurns: z.array(
    z.object({
      turnId: z.string(),
      sessionId: z.string(),
      firstTokenMs: z.number(),
      totalMs: z.number().nullable(),
      plan: z.string().nullable(),
      model: z.string().nullable(),
      createdAt: z.string(),
      question: z.string().nullable(),
    }),
  ),
});
/** What the performance page shows for a stretch of time. Times in milliseconds, cost in micro-dollars. */
export type Report = z.infer<typeof reportSchema>;

export const rangeSchema = z.enum(['1h', '24h', '7d', '30d']);
export type RangeName = z.infer<typeof rangeSchema>;

/** A stretch of time, the equally long one before it, and how finely the chart divides it. */
export type Period = {
  name: RangeName;
  from: Date;
  to: Date;
  previousFrom: Date;
  bucketSeconds: number;
};

/** A point of the chart for each bucket, also for those in which nothing happened. `at` is in seconds since 1970. */
export type SeriesPoint = {
  at: number;
  turns: number;
  failed: number;
  firstTokenMs: Percentiles | null;
  totalMs: Percentiles | null;
};

/** What the visitors wait for most, with the figures that say so. */
export type Bottleneck = {
  operation: string;
  /** What it takes before the first token in the slowest answers, on average, and their whole wait. */
  slowMs: number;
  slowWaitMs: number;
  /** `slowMs` of `slowWaitMs`, 0 to 1. */
  share: number;
  slowTurns: number;
  /** What it takes before the first token over all answers. */
  typicalMs: number;
  /** `slowMs` in the period before; null when too little was measured then. */
  previousSlowMs: number | null;
};
