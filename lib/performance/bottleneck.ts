import type { Bottleneck, Comparison, OperationShare, Report } from './schema';

/** Below this many turns a period says nothing worth comparing with. */
const ENOUGH_TURNS = 20;

type Measured = Comparison & Pick<Report, 'operations' | 'measuredTurns'>;

/** What an operation takes before the first token, averaged over all the turns looked at: those without it count as nothing. */
const waitPerTurn = (share: OperationShare | undefined, turns: number): number =>
  share && turns > 0 ? (share.waitMs * share.turns) / turns : 0;

/**
 * Finds the operation that visitors wait for most in the slowest answers (first token at or after the 95th
 * percentile), where time is worth winning.
 * @returns null when no answer has sent a token, or nothing was timed
 */
export function findBottleneck(current: Measured, previous: Comparison): Bottleneck | null {
  const { slowTurns } = current;
  if (slowTurns.turns === 0 || !slowTurns.firstTokenMs) return null;
  const slow = current.slowOperations
    .map((share) => ({ name: share.name, ms: waitPerTurn(share, slowTurns.measuredTurns) }))
    .reduce<{ name: string; ms: number } | null>((most, next) => (most && most.ms >= next.ms ? most : next), null);
  if (!slow || slow.ms === 0) return null;
  const typical = current.operations.find((share) => share.name === slow.name);
  const before = previous.slowOperations.find((share) => share.name === slow.name);
  return {
    operation: slow.name,
    slowMs: slow.ms,
    slowWaitMs: slowTurns.firstTokenMs,
    share: Math.min(slow.ms / slowTurns.firstTokenMs, 1),
    slowTurns: slowTurns.turns,
    typicalMs: waitPerTurn(typical, current.measuredTurns),
    previousSlowMs:
      before && previous.totals.turns >= ENOUGH_TURNS ? waitPerTurn(before, previous.slowTurns.measuredTurns) : null,
  };
}
