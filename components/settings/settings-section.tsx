import type { ReactNode } from 'react';

type Props = { id: string; title: string; description: string; children: ReactNode };

/** What it is on the left, what can be done on the right. */
export function SettingsSection({ id, title, description, children }: Props) {
  return (
    <section
      id={id}
      aria-labelledby={`${id}-title`}
      className="mt-7 grid scroll-mt-4 gap-x-8 gap-y-4 border-line border-t pt-7 md:grid-cols-[220px_minmax(0,1fr)]"
    >
      <div>
        <h2 id={`${id}-title`}>{title}</h2>
        <p className="mt-1 text-[13px] text-ink-3">{description}</p>
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}
