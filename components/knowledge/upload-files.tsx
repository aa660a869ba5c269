'use client';
import { Upload } from 'lucide-react';
import { type DragEvent, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import type { UploadResult } from '@/lib/knowledge/schema';

type Props = { upload: (form: FormData) => Promise<UploadResult>; endings: readonly string[] };

/** Larger files would not fit into one request. */
const LARGEST_FILE = 5 * 1024 * 1024;

type Row = { key: string; result: UploadResult };

/** A dialog to drop files into; each goes up by itself and gets its own result. */
export function UploadFiles({ upload, endings }: Props) {
  const input = useId();
  const [over, setOver] = useState(false);
  const [rows, setRows] = useState<Row[]>([]);
  const busy = rows.some(({ result }) => !result.done && !result.error);

  const send = async (files: File[]) => {
    const started = files.map((file, index) => ({ key: `${Date.now()} ${index}`, result: { name: file.name } }));
    setRows(started);
    for (const [index, file] of files.entries()) {
      const result = await sendOne(file, upload);
      setRows((known) => known.map((row) => (row.key === started[index]?.key ? { ...row, result } : row)));
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!busy) void send([...event.dataTransfer.files]);
  };

  return (
    <Dialog onOpenChange={(open) => open && setRows([])}>
      <DialogTrigger asChild>
        <Button>
          <Upload aria-hidden /> Upload files
        </Button>
      </DialogTrigger>
      <DialogContent
        title="Upload files"
        description={`${endings.join(', ')}, up to 5 MB each. A file of the same name replaces what it was before.`}
        className="sm:w-[520px]"
      >
        <label
          htmlFor={input}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
          className={cn(
            'grid place-items-center gap-1 rounded-card border border-line-strong border-dashed px-4 py-8 text-center text-ink-2 transition-colors duration-150 focus-within:border-accent hover:bg-hover',
            over && 'border-accent bg-accent-soft',
            busy && 'pointer-events-none opacity-60',
          )}
        >
          <span className="font-medium text-ink">Choose files or drop them here</span>
          <span className="text-[13px]">Markdown, plain text, or one JSON entry a line</span>
          <input
            id={input}
            type="file"
            multiple
            accept={endings.join(',')}
            disabled={busy}
            className="sr-only"
            onChange={(event) => {
              void send([...(event.target.files ?? [])]);
              event.target.value = '';
            }}
          />
        </label>
        <ul aria-live="polite" className="mt-3 grid max-h-[40dvh] overflow-y-auto">
          {rows.map(({ key, result }) => (
            <li key={key} className="flex flex-wrap items-baseline gap-x-3 border-line border-b py-2 last:border-b-0">
              <span dir="auto" className="min-w-0 flex-1 basis-40 break-words">
                {result.name}
              </span>
              <span className={cn('text-[13px]', result.error ? 'text-bad' : result.done ? 'text-ok' : 'text-ink-3')}>
                {result.error ?? result.done ?? 'Waiting'}
              </span>
            </li>
          ))}
        </ul>
      </DialogContent>
    </Dialog>
  );
}

async function sendOne(file: File, upload: Props['upload']): Promise<UploadResult> {
  if (file.size > LARGEST_FILE) return { name: file.name, error: 'It is larger than 5 MB.' };
  const form = new FormData();
  form.set('file', file);
  return upload(form).catch(() => ({ name: file.name, error: 'The connection broke. Try again.' }));
}
