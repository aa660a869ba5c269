import type { Turn } from '@/lib/conversations/schema';

/** What a receipt shows of a turn; an answer that is not stored yet has no id. */
export type ReceiptTurn = Omit<Turn, 'id' | 'errorCode'> & { errorCode?: string | null };

/** A stretch of a turn's wall time and the operation it is put down to; null where nothing was timed. */
export type Segment = { name: string | null; fromMs: number; toMs: number };

/**
 * Divides the time from 0 to `totalMs` among the operations, each moment to one: of several that run side by side the
 * one that ends last, because that is what the answer waited for. Neighbours of one operation are one segment.
 */
export function segmentsOf(operations: Turn['operations'], totalMs: number): Segment[] {
  const edges = new Set([0, totalMs]);
  for (const { startedMs, durationMs } of operations) {
    for (const edge of [startedMs, startedMs + durationMs]) if (edge > 0 && edge < totalMs) edges.add(edge);
  }
  const sorted = [...edges].sort((a, b) => a - b);
  const segments: Segment[] = [];
  for (const [index, fromMs] of sorted.entries()) {
    const toMs = sorted[index + 1];
    if (toMs === undefined) break;
    const running = operations.filter((o) => o.startedMs <= fromMs && o.startedMs + o.durationMs >= toMs);
    const last = running.reduce<Turn['operations'][number] | null>(
      (latest, next) =>
        latest && latest.startedMs + latest.durationMs >= next.startedMs + next.durationMs ? latest : next,
      null,
    );
    const name = last?.name ?? null;
    const before = segments.at(-1);
    if (before && before.name === name) before.toMs = toMs;
    else segments.push({ name, fromMs, toMs });
  }
  return segments;
}

/** Where a segment lies on a bar, in percent of its length. */
export type Slice = Segment & { start: number; width: number };

/** An operation thinner than this cannot be seen or pointed at, percent. */
const THINNEST = 0.6;

/**
 * Lays segments on a bar of 100 percent, each at least 0.6 wide; the others give way in proportion.
 * @returns the slices, and `place`, which maps a moment to its place on the same bar
 */
export function layOut(segments: Segment[]): { slices: Slice[]; place: (ms: number) => number } {
  const total = segments.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  const wish = segments.map(({ name, fromMs, toMs }) => {
    const width = ((toMs - fromMs) / (total || 1)) * 100;
    return name === null ? width : Math.max(width, THINNEST);
  });
  const scale = 100 / (wish.reduce((sum, width) => sum + width, 0) || 1);
  let start = 0;
  const slices = segments.map((segment, index) => {
    const width = (wish[index] ?? 0) * scale;
    const slice = { ...segment, start, width };
    start += width;
    return slice;
  });
  const place = (ms: number) => {
    const at = slices.find((slice) => ms <= slice.toMs);
    if (!at) return 100;
    const length = at.toMs - at.fromMs;
    return at.start + (length > 0 ? Math.max((ms - at.fromMs) / length, 0) * at.width : 0);
  };
  return { slices, place };
}
