'use client';
import { Dialog, DialogContent } from '@/components/ui/dialog';
import { Key } from './panes';
import { useSendKey } from './use-send-key';

/** Stands for the key that this keyboard sends with. */
const SEND = 'send';

const KEYS: { keys: string[]; does: string }[] = [
  { keys: ['j'], does: 'Next conversation' },
  { keys: ['k'], does: 'Previous conversation' },
  { keys: ['t'], does: 'Take over' },
  { keys: ['r'], does: 'Write a reply' },
  { keys: [SEND, '↵'], does: 'Send the reply' },
  { keys: ['Esc'], does: 'Leave the reply, your draft stays' },
  { keys: ['e'], does: 'Close the conversation' },
  { keys: ['?'], does: 'This sheet' },
];

/** The keys of the inbox. */
export default function HelpSheet({ onClose }: { onClose(): void }) {
  const sendKey = useSendKey();
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogContent title="Keyboard shortcuts">
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
          {KEYS.map(({ keys, does }) => (
            <div key={does} className="contents">
              <dt className="flex gap-1">
                {keys.map((key) => (
                  <Key key={key}>{key === SEND ? sendKey : key}</Key>
                ))}
              </dt>
              <dd className="text-ink-2">{does}</dd>
            </div>
          ))}
        </dl>
      </DialogContent>
    </Dialog>
  );
}
