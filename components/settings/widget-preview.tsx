import { MessageCircle } from 'lucide-react';
import { readableOn } from './readable-on';

type Props = { look: { name: string; assistantName: string; greeting: string; accentColor: string } };

/** The widget's panel in small, in the colours and words that are being typed. */
export function WidgetPreview({ look }: Props) {
  const accent = { background: look.accentColor, color: readableOn(look.accentColor) };
  return (
    <figure aria-label="Preview of the widget" className="mx-auto w-[232px] lg:sticky lg:top-6">
      <div className="overflow-hidden rounded-card border border-line bg-surface">
        <div className="px-3 py-2.5" style={accent}>
          <p className="truncate font-semibold">{look.assistantName || 'Assistant'}</p>
          <p className="truncate text-xs opacity-85">{look.name}</p>
        </div>
        <div className="grid min-h-40 content-start gap-2 p-3 text-[13px]">
          <p className="max-w-[90%] break-words rounded-card bg-hover px-2.5 py-1.5">{look.greeting}</p>
          <p className="max-w-[80%] justify-self-end rounded-card px-2.5 py-1.5" style={accent}>
            Do you ship abroad?
          </p>
        </div>
        <div className="border-line border-t px-3 py-2 text-[13px] text-ink-3">Ask a question</div>
      </div>
      <div className="mt-3 ml-auto grid size-11 place-items-center rounded-full" style={accent}>
        <MessageCircle aria-hidden className="size-5" />
      </div>
      <figcaption className="sr-only">Preview</figcaption>
    </figure>
  );
}
