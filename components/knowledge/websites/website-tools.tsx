'use client';
import { RefreshCw, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { ActionForm, FormMessage } from '@/components/ui/action-form';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import type { FormState } from '@/lib/companies/schema';
import type { Website } from '@/lib/knowledge/websites/schema';
import { ReadingFields } from './website-fields';
import { pagesInWords, shortAddress } from './words';

type Action = (state: FormState, form: FormData) => Promise<FormState>;

/** Has a website read now, or stops the reading. */
export function SyncButton({ website, start, cancel }: { website: Website; start: Action; cancel: Action }) {
  const busy = website.state !== 'idle';
  return (
    // Of another state it is another form: what the last one said is over.
    <ActionForm key={website.state} action={busy ? cancel : start} className="flex items-center gap-2">
      {({ state, pending }) => (
        <>
          <input type="hidden" name="websiteId" value={website.id} />
          <Button
            type="submit"
            disabled={pending}
            aria-label={`${busy ? 'Cancel reading' : 'Sync'} ${shortAddress(website.url)}`}
          >
            {busy ? <X aria-hidden /> : <RefreshCw aria-hidden />}
            {busy ? 'Cancel' : 'Sync now'}
          </Button>
          <FormMessage state={state.error ? state : {}} />
        </>
      )}
    </ActionForm>
  );
}

/** Changes when a website is read again, and how much of it. */
export function ChangeWebsite({ website, action }: { website: Website; action: Action }) {
  const [open, setOpen] = useState(false);
  const [done] = useState(() => () => setOpen(false));
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button>Change schedule</Button>
      </DialogTrigger>
      <DialogContent title="When to read it again" description="Limits count from the next sync on.">
        <ActionForm action={action} onDone={done} className="grid gap-4">
          {({ state, pending }) => (
            <>
              <input type="hidden" name="websiteId" value={website.id} />
              <ReadingFields state={state} reading={website} withLimits={website.kind !== 'page'} />
              <div className="flex items-center gap-3">
                <Button type="submit" variant="primary" disabled={pending}>
                  {pending ? 'Saving' : 'Save'}
                </Button>
                <FormMessage state={state} />
              </div>
            </>
          )}
        </ActionForm>
      </DialogContent>
    </Dialog>
  );
}

/** Asks before a website and what came from it is gone for good. */
export function DeleteWebsite({ website, action }: { website: Website; action: Action }) {
  return (
    <ConfirmDialog
      trigger={
        <Button variant="danger">
          <Trash2 aria-hidden /> Delete
        </Button>
      }
      title="Delete this website?"
      description={
        <>
          <span className="break-all font-medium text-ink">{shortAddress(website.url)}</span>
          {website.sources > 0
            ? ` and ${website.sources === 1 ? 'the page' : `the ${pagesInWords(website.sources)}`} that came from it, also those you edited, are removed for good. The assistant stops answering from them at once.`
            : ' is removed. No page came from it.'}
        </>
      }
      action={action}
      field={{ name: 'websiteId', value: website.id }}
      confirm={{ label: 'Delete', pending: 'Deleting' }}
    />
  );
}
