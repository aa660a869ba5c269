import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { UploadLimits } from '@/lib/knowledge/schema';
import { type Candidate, refusalOf } from './candidates';
import { type Ending, sendFile } from './send-file';

export type Upload = { key: number; candidate: Candidate; state: 'waiting' | 'sending' | Ending };

/** Whether trying once more could help: what was refused unsent stays as it is. */
export const canRetry = ({ state, candidate }: Upload, limits: UploadLimits): boolean =>
  typeof state === 'object' && 'error' in state && refusalOf(candidate, limits) === null;

/** Sends files one after another; each is taken whole or not at all. */
export function useUploads(limits: UploadLimits) {
  const router = useRouter();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const [running, setRunning] = useState(false);
  const stopped = useRef(false);
  const lastKey = useRef(0);

  useEffect(() => {
    if (!running) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [running]);

  const run = useCallback(
    async (waiting: Upload[]) => {
      stopped.current = false;
      setRunning(true);
      const put = (key: number, state: Upload['state']) =>
        setUploads((all) => all.map((upload) => (upload.key === key ? { ...upload, state } : upload)));
      for (const { key, candidate } of waiting) {
        if (stopped.current) break;
        put(key, 'sending');
        put(key, await sendFile(candidate));
      }
      if (stopped.current) {
        const cancelled = { error: 'Cancelled.' };
        setUploads((all) =>
          all.map((upload) => (upload.state === 'waiting' ? { ...upload, state: cancelled } : upload)),
        );
      }
      setRunning(false);
      router.refresh();
    },
    [router],
  );

  const start = useCallback(
    (candidates: readonly Candidate[]) => {
      const all = candidates.map((candidate): Upload => {
        const refusal = refusalOf(candidate, limits);
        lastKey.current += 1;
        return { key: lastKey.current, candidate, state: refusal ? { error: refusal } : 'waiting' };
      });
      setUploads(all);
      void run(all.filter(({ state }) => state === 'waiting'));
    },
    [run, limits],
  );

  const retry = useCallback(() => {
    const again = uploads
      .filter((upload) => canRetry(upload, limits))
      .map((upload): Upload => ({ ...upload, state: 'waiting' }));
    const keys = new Set(again.map(({ key }) => key));
    setUploads((all) => all.map((upload) => (keys.has(upload.key) ? { ...upload, state: 'waiting' } : upload)));
    void run(again);
  }, [uploads, limits, run]);

  /** Ends after the file under way. */
  const cancel = useCallback(() => {
    stopped.current = true;
  }, []);
  const clear = useCallback(() => setUploads([]), []);
  return { uploads, running, start, retry, cancel, clear };
}
