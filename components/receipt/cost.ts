import { formatMoney } from '@/components/ui/format';
import type { ReceiptTurn } from './segments';

type Paid = Pick<ReceiptTurn, 'provider' | 'inputTokens' | 'outputTokens' | 'costMicros'>;

/** Whether a model was used that the rate table does not know: with a rate, whatever was used costs something. */
const isUnpriced = ({ provider, inputTokens, outputTokens, costMicros }: Paid): boolean =>
  costMicros === 0 && inputTokens + outputTokens > 0 && provider !== null && provider !== 'halfsecond';

/** What answers cost together, in words where that is not known, or only of some of them. */
export function costOf(...turns: readonly Paid[]): string {
  const known = turns.reduce((sum, { costMicros }) => sum + costMicros, 0);
  if (!turns.some(isUnpriced)) return formatMoney(known);
  return known > 0 ? `at least ${formatMoney(known)}` : 'price unknown';
}
