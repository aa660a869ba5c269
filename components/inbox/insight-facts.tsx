import type { ReactNode } from 'react';
import type { Conversation } from '@/lib/conversations/schema';

const SUBJECTS: Record<string, string> = {
  question: 'A question',
  problem: 'A problem',
  complaint: 'A complaint',
  order: 'An order or its delivery',
  refund: 'A refund or return',
  cancel: 'Wants to cancel',
  billing: 'Billing or payment',
  account: 'Their account',
  buying: 'Thinking of buying',
  contact: 'Wants to talk to a person',
  feedback: 'Feedback',
  'small-talk': 'Small talk',
  other: 'Something else',
};

/** From so much of 1 on a mood is worth a word, and from STRONG on a stronger one. */
const FELT = 0.2;
const STRONG = 0.6;

function moodOf(sentiment: number): string {
  const size = Math.abs(sentiment);
  if (size < FELT) return 'Neutral';
  const word = sentiment > 0 ? 'positive' : 'negative';
  return size >= STRONG ? `Very ${word}` : word.charAt(0).toUpperCase() + word.slice(1);
}

const languages = new Intl.DisplayNames('en', { type: 'language' });

/** What the visitor's latest message is about, how it feels and in which language it is, in words. */
export function InsightFacts({ insight }: { insight: NonNullable<Conversation['insight']> }) {
  return (
    <dl className="grid gap-1.5">
      <Fact name="About">{SUBJECTS[insight.intent] ?? 'Something else'}</Fact>
      <Fact name="Mood">{moodOf(insight.sentiment)}</Fact>
      {insight.language ? <Fact name="Written in">{languages.of(insight.language) ?? insight.language}</Fact> : null}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[96px_1fr] gap-2 text-[13px]">
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0 break-words text-ink">{children}</dd>
    </div>
  );
}
