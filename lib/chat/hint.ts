import { judgeRelevance } from '@/lib/knowledge/relevance';
import type { PassageHit } from '@/lib/knowledge/schema';
import { ownsUp } from '@/lib/models/phrases';
import type { ModelRung } from '@/lib/models/registry';

/** The provider's name of the built-in model. */
const BUILT_IN = 'halfsecond';

/**
 * Whether an answer is only the closest that the built-in model found: it cites what it quotes all the same. A language
 * model judges for itself what its passages are good for, and cites what answers. What continues an answer was not searched for anew.
 */
export function isHint({
  rung,
  text,
  passages,
  continued,
}: {
  rung: Pick<ModelRung, 'provider'> | null;
  text: string;
  passages: readonly Pick<PassageHit, 'coverage'>[];
  continued: boolean;
}): boolean {
  if (rung?.provider !== BUILT_IN || continued) return false;
  return judgeRelevance(passages) !== 'answer' || ownsUp(text);
}
