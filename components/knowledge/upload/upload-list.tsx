import { Check, CircleAlert } from 'lucide-react';
import { cn } from '@/components/ui/cn';
import type { Upload } from './use-uploads';

/** Long lists show what there is to see: what failed, what is under way, and some of the rest. */
const SHOWN = 200;

export const failed = ({ state }: Upload): boolean => typeof state === 'object' && 'error' in state;
const ended = ({ state }: Upload): boolean => typeof state === 'object';

/** How far the upload is: a bar, counts, and a line for each file. */
export function UploadList({ uploads }: { uploads: Upload[] }) {
  const done = uploads.filter(ended).length;
  const errors = uploads.filter(failed).length;
  const rank = (upload: Upload) =>
    upload.state === 'sending' ? 0 : failed(upload) ? 1 : upload.state === 'waiting' ? 2 : 3;
  const rows = uploads.length > SHOWN ? [...uploads].sort((a, b) => rank(a) - rank(b)).slice(0, SHOWN) : uploads;
  return (
    <div className="mt-4">
      <div
        role="progressbar"
        aria-label="Upload"
        aria-valuemin={0}
        aria-valuemax={uploads.length}
        aria-valuenow={done}
        className="h-1 overflow-hidden rounded-full bg-hover"
      >
        <div
          className="h-full rounded-full bg-accent transition-[width] duration-150"
          style={{ width: `${(done / uploads.length) * 100}%` }}
        />
      </div>
      <p role="status" className="mt-2 text-[13px] text-ink-2">
        {done} of {uploads.length} {uploads.length === 1 ? 'file' : 'files'}
        {errors > 0 ? `, ${errors} not taken` : ''}
      </p>
      <ul aria-label="Files" className="mt-1 grid max-h-[36dvh] overflow-y-auto">
        {rows.map((upload) => (
          <Row key={upload.key} upload={upload} />
        ))}
      </ul>
      {uploads.length > rows.length ? (
        <p className="mt-1 text-[13px] text-ink-3">{uploads.length - rows.length} more files are not listed.</p>
      ) : null}
    </div>
  );
}

function Row({ upload }: { upload: Upload }) {
  const { state, candidate } = upload;
  return (
    <li className="grid grid-cols-[16px_1fr] gap-x-2 border-line border-b py-2 last:border-b-0">
      <span aria-hidden className={cn('mt-0.5 [&_svg]:size-4', failed(upload) ? 'text-bad' : 'text-ok')}>
        {typeof state === 'object' ? failed(upload) ? <CircleAlert /> : <Check /> : null}
      </span>
      <div className="flex min-w-0 flex-wrap items-baseline gap-x-3">
        <span dir="auto" className="min-w-0 flex-1 basis-40 break-words">
          {candidate.path}
        </span>
        {typeof state === 'object' ? (
          'error' in state ? (
            <span className="w-full text-[13px] text-bad">{state.error}</span>
          ) : (
            <span className="whitespace-nowrap text-[13px] text-ink-3">{state.done}</span>
          )
        ) : (
          <span className="text-[13px] text-ink-3">{state === 'sending' ? 'Reading' : 'Waiting'}</span>
        )}
      </div>
    </li>
  );
}
