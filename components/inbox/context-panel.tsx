import { ArrowLeft } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { LeadFacts, VisitorFacts } from '@/components/chat/facts';
import { Summary } from '@/components/chat/summary';
import { Receipt } from '@/components/receipt/receipt';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import type { Conversation } from '@/lib/conversations/schema';
import { InsightFacts } from './insight-facts';

type Props = { conversation: Conversation; now: number; onClose(): void; className?: string };

/** Everything known beside the words: the visitor, the lead, the latest answer's receipt. */
export function ContextPanel({ conversation, now, onClose, className }: Props) {
  const { session, lead, insight, messages } = conversation;
  const latest = messages.findLast(({ turn }) => turn && turn.outcome !== 'running')?.turn;
  return (
    <aside
      aria-label="Details"
      className={cn(
        'overflow-y-auto border-line border-l bg-surface max-[1199px]:md:absolute max-[1199px]:md:inset-y-0 max-[1199px]:md:right-0 max-[1199px]:md:z-20 max-[1199px]:md:animate-appear max-[1199px]:md:shadow-overlay',
        className,
      )}
    >
      <header className="flex h-14 items-center gap-2 border-line border-b px-2 min-[1200px]:px-4">
        <Button
          variant="ghost"
          size="icon"
          aria-label="Close details"
          onClick={onClose}
          className="min-[1200px]:hidden"
        >
          <ArrowLeft aria-hidden />
        </Button>
        <h2>Details</h2>
        <Link href={`/transcripts/${session.id}`} className="ml-auto px-2 text-[13px] text-accent hover:underline">
          Transcript
        </Link>
      </header>
      {session.summary ? (
        <Section title={session.status === 'closed' ? 'Summary' : 'Summary so far'}>
          <Summary text={session.summary} />
        </Section>
      ) : null}
      <Section title="Visitor">
        <VisitorFacts conversation={conversation} now={now} />
      </Section>
      {insight ? (
        <Section title="Latest message">
          <InsightFacts insight={insight} />
        </Section>
      ) : null}
      <Section title="Lead">
        <LeadFacts lead={lead} />
      </Section>
      {latest ? (
        <Section title="Latest answer">
          <Receipt key={latest.id} turn={latest} />
        </Section>
      ) : null}
    </aside>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-line border-b px-4 py-4 last:border-b-0">
      <h3 className="mb-2 font-medium text-ink-3 text-xs">{title}</h3>
      {children}
    </section>
  );
}
