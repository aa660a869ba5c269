import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import type { Conversation } from '@/lib/conversations/schema';
import { Ago } from './ago';
import { visitorName } from './visitor-name';

/** Who the visitor is, as far as it is known. */
export function VisitorFacts({ conversation, now }: { conversation: Conversation; now: number }) {
  const { session, visitor, lead } = conversation;
  return (
    <dl className="grid gap-1.5">
      <Fact name="Name">{visitorName(lead?.name ?? visitor.name, session.id)}</Fact>
      <Fact name="E-mail">{lead?.email ?? visitor.email}</Fact>
      <Fact name="Phone">{lead?.phone ?? visitor.phone}</Fact>
      <Fact name="Company">{lead?.companyName}</Fact>
      <Fact name="Language">{languageOf(session.locale ?? visitor.locale)}</Fact>
      <Fact name="Page">{session.pageUrl ? <PageLink url={session.pageUrl} /> : null}</Fact>
      <Fact name="First seen">
        <Ago at={visitor.createdAt} now={now} />
      </Fact>
      <Fact name="Conversations">{visitor.sessionCount}</Fact>
    </dl>
  );
}

/** How likely the visitor is to become a customer, and why. */
export function LeadFacts({ lead }: { lead: Conversation['lead'] }) {
  if (!lead) return <p className="text-[13px] text-ink-3">No contact data and no wish to buy so far.</p>;
  return (
    <div className="grid gap-2">
      <p className="flex items-center gap-2">
        <span className="font-semibold text-[18px] leading-6">{lead.score}</span>
        <span className="text-ink-3 text-xs">of 100</span>
        <Badge tone={lead.status === 'lost' ? 'neutral' : lead.status === 'new' ? 'accent' : 'ok'} className="ml-auto">
          {lead.status.charAt(0).toUpperCase() + lead.status.slice(1)}
        </Badge>
      </p>
      <svg aria-hidden width="100%" height="4" className="block">
        <rect width="100%" height="4" rx="2" className="fill-line" />
        <rect width={`${lead.score}%`} height="4" rx="2" className="fill-ok" />
      </svg>
      <ul className="grid gap-1 text-[13px]">
        {lead.reasons.map(({ reason, points }) => (
          <li key={reason} className="flex justify-between gap-3">
            <span className="text-ink-2">{reason.charAt(0).toUpperCase() + reason.slice(1)}</span>
            <span className="text-ink-3">+{points}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === null || children === undefined) return null;
  return (
    <div className="grid grid-cols-[96px_1fr] gap-2 text-[13px]">
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0 break-words text-ink">{children}</dd>
    </div>
  );
}

/** The page that the visitor wrote from; the browser of a stranger sent it, so only web addresses become links. */
function PageLink({ url }: { url: string }) {
  const label = url.replace(/^https?:\/\//, '').replace(/\/$/, '');
  if (!/^https?:\/\//i.test(url)) return label;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow" className="text-accent hover:underline">
      {label}
    </a>
  );
}

const languages = new Intl.DisplayNames('en', { type: 'language' });

function languageOf(locale: string | null): string | null {
  if (!locale) return null;
  try {
    return languages.of(locale) ?? locale;
  } catch {
    // The browser of a stranger sent it: what is no language tag is shown as it came.
    return locale;
  }
}
