import { cn } from '@/components/ui/cn';

/** What was said, in short. A summary made by rule has a line for each kind of fact. */
export function Summary({ text, className }: { text: string; className?: string }) {
  return <p className={cn('max-w-[72ch] whitespace-pre-line break-words text-[13px] text-ink-2', className)}>{text}</p>;
}
