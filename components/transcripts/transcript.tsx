import { Fragment } from 'react';
import { LeadFacts, VisitorFacts } from '@/components/chat/facts';
import { DayLine, StoredMessage } from '@/components/chat/stored-message';
import { Summary } from '@/components/chat/summary';
import { visitorName } from '@/components/chat/visitor-name';
import { costOf } from '@/components/receipt/cost';
import { formatDuration } from '@/components/ui/format';
import type { Conversation } from '@/lib/conversations/schema';

type Props = { conversation: Conversation; now: number; words: string[] };

/** A conversation from its first to its last message, with the receipt of each answer, and what it came to. */
export function Transcript({ conversation, now, words }: Props) {
  const { session, visitor, lead, messages } = conversation;
  const visitorLabel = visitorName(lead?.name ?? visitor.name, session.id);
  return (
    <div className="mx-auto grid max-w-[1080px] grid-cols-1 gap-8 px-4 py-6 md:px-6 min-[1100px]:grid-cols-[minmax(0,1fr)_300px]">
      <div className="grid grid-cols-1 content-start gap-5">
        {session.summary ? (
          <section className="border-line border-b pb-5">
            <h2 className="mb-1 font-medium text-ink-3 text-xs">
              {session.status === 'closed' ? 'Summary' : 'Summary so far'}
            </h2>
            <Summary text={session.summary} />
          </section>
        ) : null}
        {messages.length === 0 ? <p className="text-ink-3">Nothing was said yet.</p> : null}
        {messages.map((message, index) => (
          <Fragment key={message.id}>
            <DayLine at={message.createdAt} before={messages[index - 1]?.createdAt} />
            <StoredMessage message={message} visitorLabel={visitorLabel} now={now} words={words} />
          </Fragment>
        ))}
      </div>
      <aside
        aria-label="About this conversation"
        className="grid content-start gap-6 min-[1100px]:sticky min-[1100px]:top-20 min-[1100px]:self-start"
      >
        <section>
          <h2 className="mb-2 font-medium text-ink-3 text-xs">Answers</h2>
          <Sums messages={messages} />
        </section>
        <section>
          <h2 className="mb-2 font-medium text-ink-3 text-xs">Visitor</h2>
          <VisitorFacts conversation={conversation} now={now} />
        </section>
        <section>
          <h2 className="mb-2 font-medium text-ink-3 text-xs">Lead</h2>
          <LeadFacts lead={lead} />
        </section>
      </aside>
    </div>
  );
}

function Sums({ messages }: { messages: Conversation['messages'] }) {
  const turns = messages.flatMap(({ turn }) => (turn ? [turn] : []));
  const firstTokens = turns.flatMap(({ firstTokenMs }) => (firstTokenMs === null ? [] : [firstTokenMs]));
  const failed = turns.filter(({ outcome }) => outcome === 'failed').length;
  const facts: [string, string][] = [
    ['By the assistant', String(messages.filter(({ role }) => role === 'assistant').length)],
    ['By people', String(messages.filter(({ role }) => role === 'agent').length)],
    ['Slowest first token', firstTokens.length > 0 ? formatDuration(Math.max(...firstTokens)) : 'None'],
    ['Cost', costOf(...turns)],
    ...(failed > 0 ? [['Failed', String(failed)] as [string, string]] : []),
  ];
  return (
    <dl className="grid gap-1.5 text-[13px]">
      {facts.map(([name, value]) => (
        <div key={name} className="grid grid-cols-[140px_1fr] gap-2">
          <dt className="text-ink-3">{name}</dt>
          <dd className="text-ink">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
