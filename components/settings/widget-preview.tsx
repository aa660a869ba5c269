import { MessageCircle } from 'lucide-react';
import { readableOn } from './readable-on';

type Props = { look: { name: string; assistantName: string; greeting: string; accentColor: string } };

/** The widget's panel in small, in the colours and words that are being typed. */
export function WidgetPreview({ look }: Props) {
  const assistantName = look.assistantName || 'Assistant';
  const accent = { background: look.accentColor, color: readableOn(look.accentColor) };
  return (
    <figure aria-label="Preview of the widget" className="mx-auto w-[232px] lg:sticky lg:top-6">
      <div className="overflow-hidden rounded-card border border-line bg-surface">
        <div className="border-line border-b px-3 py-2.5">
          <p className="truncate font-semibold">{look.name}</p>
          <p className="truncate text-ink-2 text-xs">{assistantName}, AI assistant</p>
        </div>
        <div className="grid min-h-40 content-start gap-2 p-3 text-[13px]">
          <p className="font-semibold text-ink-2 text-xs">{assistantName}</p>
          <p className="-mt-1.5 break-words">{look.greeting}</p>
          <p className="max-w-[80%] justify-self-end rounded-card px-2.5 py-1.5" style={accent}>
            Do you ship abroad?
          </p>
        </div>
        <div className="border-t-2 px-3 py-2 text-[13px] text-ink-3" style={{ borderColor: look.accentColor }}>
          Write a message
        </div>
      </div>
      <div className="mt-3 ml-auto grid size-11 place-items-center rounded-full" style={accent}>
        <MessageCircle aria-hidden className="size-5" />
      </div>
      <figcaption className="sr-only">Preview</figcaption>
    </figure>
  );
}
