'use client';
import { Upload as UploadIcon } from 'lucide-react';
import { type DragEvent, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import type { UploadLimits } from '@/lib/knowledge/schema';
import { inMegabytes } from './candidates';
import { candidatesOf, dropped, pathsOf, Refused } from './collect';
import { failed, UploadList } from './upload-list';
import { canRetry, useUploads } from './use-uploads';

type Chosen = { file: File; path: string }[];

/** A dialog to choose or drop files, folders and archives; each file goes up by itself and gets its own result. */
export function UploadFiles({ limits }: { limits: UploadLimits }) {
  const { uploads, running, start, retry, cancel, clear } = useUploads(limits);
  const [over, setOver] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);

  const take = async (chosen: Promise<Chosen>) => {
    setRefusal(null);
    try {
      const candidates = await candidatesOf(await chosen);
      if (candidates.length > 0) start(candidates);
      else setRefusal('There is no file in it that could be read.');
    } catch (error) {
      setRefusal(
        error instanceof Refused ? error.message : 'The browser could not read these files. Choose them again.',
      );
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!running) void take(dropped(event.dataTransfer));
  };
  const opened = (open: boolean) => {
    if (!open || running) return;
    clear();
    setRefusal(null);
  };
  const left = uploads.filter(({ state }) => typeof state === 'string').length;

  return (
    <Dialog onOpenChange={opened}>
      <DialogTrigger asChild>
        <Button>
          <UploadIcon aria-hidden /> {running ? `Uploading, ${left} left` : 'Upload files'}
        </Button>
      </DialogTrigger>
      <DialogContent
        title="Upload files"
        description="A file of the same name replaces what it was before. Each file is taken whole or not at all."
        className="sm:top-[8vh] sm:max-h-[84dvh] sm:w-[560px]"
      >
        {/* Dropping is a second way: everything can be chosen with the fields below. */}
        <section
          aria-label="Drop files here"
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
          className={cn(
            'grid place-items-center gap-3 rounded-card border border-line-strong border-dashed px-4 py-7 text-center transition-colors duration-150',
            over && 'border-accent bg-accent-soft',
            running && 'opacity-60',
          )}
        >
          <div>
            <p className="font-medium text-ink">Drop files or folders here</p>
            <p className="mt-0.5 text-[13px] text-ink-3">{describe(limits)}</p>
          </div>
          <div className="flex flex-wrap justify-center gap-2">
            <Choose
              label="Choose files"
              accept={[...Object.keys(limits), '.zip'].join(',')}
              disabled={running}
              take={take}
            />
            <Choose label="Choose a folder" folder disabled={running} take={take} />
          </div>
        </section>
        {refusal ? (
          <p role="alert" className="mt-3 text-[13px] text-bad">
            {refusal}
          </p>
        ) : null}
        {uploads.length > 0 ? <UploadList uploads={uploads} /> : null}
        {running ? (
          <div className="mt-3 flex flex-wrap items-center gap-3">
            <Button onClick={cancel}>Cancel the rest</Button>
            <p className="text-[13px] text-ink-3">Keep this tab open until it is done.</p>
          </div>
        ) : uploads.some((upload) => failed(upload) && canRetry(upload, limits)) ? (
          <Button className="mt-3" onClick={retry}>
            Try the failed ones again
          </Button>
        ) : null}
      </DialogContent>
    </Dialog>
  );
}

type ChooseProps = {
  label: string;
  accept?: string;
  folder?: boolean;
  disabled: boolean;
  take: (chosen: Promise<Chosen>) => void;
};

/** The browser's own field under a button's look; the keyboard reaches it as it reaches a button. */
function Choose({ label, accept, folder, disabled, take }: ChooseProps) {
  const id = useId();
  return (
    <span>
      <input
        id={id}
        type="file"
        multiple
        accept={accept}
        disabled={disabled}
        {...(folder ? { webkitdirectory: '' } : {})}
        className="peer sr-only"
        onChange={(event) => {
          take(Promise.resolve(pathsOf(event.target.files ?? [])));
          event.target.value = '';
        }}
      />
      <label
        htmlFor={id}
        className="inline-flex h-8 cursor-default select-none items-center rounded-control border border-line-strong bg-surface px-3 font-medium text-ink hover:bg-hover peer-focus-visible:outline-2 peer-focus-visible:outline-accent peer-disabled:pointer-events-none peer-disabled:opacity-50"
      >
        {label}
      </label>
    </span>
  );
}

/** The endings with their limits: those with the same limit together. */
function describe(limits: UploadLimits): string {
  const groups = Map.groupBy(Object.entries(limits), ([, limit]) => limit);
  const parts = [...groups].map(
    ([limit, endings]) => `${endings.map(([ending]) => ending).join(', ')} up to ${inMegabytes(limit)}`,
  );
  return `${parts.join('; ')}; or a .zip of them`;
}
