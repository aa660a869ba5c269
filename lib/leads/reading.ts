import { intentOf } from '@/lib/insights/intent';
import { languageOf } from '@/lib/insights/language';
import type { Insight } from '@/lib/insights/schema';
import { sentimentOf } from '@/lib/insights/sentiment';
import { inAnswerTo } from './answer';
import { type Contact, extractContact } from './contact';
import { regionOf } from './region';
import { type Reason, reasonsFor, type Wish, wishesIn } from './score';

/** What was found in a message, and who found it. */
export type Reading = { insight: Insight; contact: Contact; reasons: Reason[]; source: 'rules' | 'model' };

/** What local rules say, before it is known whether a model says more. */
export type LocalReading = { insight: Insight; contact: Contact; wishes: Wish[]; region: string | null };

/**
 * Reads by local rules alone: intent, sentiment and language of the newest text, contact data and wishes of all of them.
 * @param texts what the visitor wrote and nobody has read yet, oldest first
 * @param before what was said to the visitor right before the newest text
 */
export function readByRules(texts: string[], locale: string | null, before: string | null = null): LocalReading {
  const newest = texts.at(-1) ?? '';
  const language = languageOf(newest, locale);
  const region = regionOf(locale ?? language);
  return {
    insight: { intent: intentOf(newest), sentiment: sentimentOf(newest), language },
    contact: extractContact([...texts.slice(0, -1), inAnswerTo(before, newest)], region),
    wishes: wishesIn(texts),
    region,
  };
}

/** The local reading as it is stored. */
export function fromRules({ insight, contact, wishes }: LocalReading): Reading {
  return { insight, contact, reasons: reasonsFor(wishes, contact), source: 'rules' };
}
