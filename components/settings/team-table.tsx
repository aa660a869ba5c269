import { Badge } from '@/components/ui/badge';
import type { Member } from '@/lib/companies/schema';

/** Who works here. */
export function TeamTable({ members }: { members: Member[] }) {
  return (
    <ul className="overflow-hidden rounded-card border border-line bg-surface">
      {members.map((member) => (
        <li
          key={member.userId}
          className="flex min-h-10 items-center justify-between gap-3 border-line border-b px-3 py-1.5 last:border-b-0"
        >
          <div className="min-w-0 sm:flex sm:gap-3">
            <p className="truncate font-medium">{member.name}</p>
            <p className="truncate text-ink-3">{member.email}</p>
          </div>
          <Badge tone={member.role === 'admin' ? 'accent' : 'neutral'}>
            {member.role === 'admin' ? 'Admin' : 'Agent'}
          </Badge>
        </li>
      ))}
    </ul>
  );
}
