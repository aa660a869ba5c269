import { Markdown } from '@/components/chat/markdown';
import { MessageBlock } from '@/components/chat/message';
import type { Source } from '@/lib/conversations/schema';
import type { LiveAnswer } from './state';

/** What an answer cites is known once it is written. */
const NONE_YET: Source[] = [];

/** The answer while it is written. */
export function LiveAnswerBlock({ live }: { live: LiveAnswer }) {
  const waiting = live.text === '' || live.gap;
  return (
    <div>
      <MessageBlock from="assistant" name="Assistant" meta={waiting ? 'Answering…' : 'Writing'}>
        {waiting ? (
          <div aria-hidden className="flex h-6 max-w-[72ch] items-center">
            <div className="h-[3px] w-full animate-[breathe_1.6s_ease-in-out_infinite] rounded-full bg-line-strong" />
          </div>
        ) : (
          <div className="[&>div>*:last-child]:after:ml-0.5 [&>div>*:last-child]:after:inline-block [&>div>*:last-child]:after:h-4 [&>div>*:last-child]:after:w-[2px] [&>div>*:last-child]:after:translate-y-0.5 [&>div>*:last-child]:after:animate-[breathe_1s_ease-in-out_infinite] [&>div>*:last-child]:after:bg-accent [&>div>*:last-child]:after:content-['']">
            <Markdown text={live.text} sources={NONE_YET} />
          </div>
        )}
      </MessageBlock>
      <p aria-live="polite" className="sr-only">
        {waiting ? '' : lastSentence(live.text)}
      </p>
    </div>
  );
}

/** The newest whole sentence: screen readers hear sentences, not tokens. */
function lastSentence(text: string): string {
  const whole = text.match(/[^.!?\n]+[.!?\n]+(?=\s|$)/g);
  return whole?.at(-1)?.trim() ?? '';
}
