'use client';
import { useState } from 'react';
import { ReceiptBar } from '@/components/receipt/bar';
import { operationLook, operationRank } from '@/components/receipt/operations';
import { layOut } from '@/components/receipt/segments';
import { cn } from '@/components/ui/cn';
import { formatDuration, formatShare } from '@/components/ui/format';
import type { OperationShare } from '@/lib/performance/schema';

/**
 * The receipt of the average answer: what each operation takes of it, in the order in which they happen.
 * @param turns how many turns the operations were measured in
 */
export function Operations({ operations, turns }: { operations: OperationShare[]; turns: number }) {
  const [active, setActive] = useState<number | null>(null);
  const ordered = [...operations].sort((a, b) => operationRank(a.name) - operationRank(b.name));
  const perTurn = ordered.map(({ totalMs }) => totalMs / turns);
  const whole = perTurn.reduce((sum, ms) => sum + ms, 0);
  let at = 0;
  const { slices, place } = layOut(
    ordered.map(({ name }, index) => {
      const fromMs = at;
      at += perTurn[index] ?? 0;
      return { name, fromMs, toMs: at };
    }),
  );
  const wait = ordered.reduce((sum, { waitMs, turns: had }) => sum + (waitMs * had) / turns, 0);
  return (
    <div onPointerLeave={() => setActive(null)}>
      <ReceiptBar
        slices={slices}
        tick={place(wait)}
        active={active}
        onPoint={setActive}
        thickness={14}
        className="block"
      />
      <div className="mt-3 overflow-x-auto">
        <table className="w-full border-collapse text-right text-[13px]">
          <caption className="sr-only">Operations of an average answer</caption>
          <thead className="text-ink-3 text-xs">
            <tr className="h-8">
              <th scope="col" className="text-left font-medium">
                Operation
              </th>
              <th scope="col" className="px-1.5 font-medium sm:px-3">
                Share
              </th>
              <th scope="col" className="px-1.5 font-medium sm:px-3">
                Average
              </th>
              <th scope="col" className="px-1.5 font-medium sm:px-3">
                p95
              </th>
              <th scope="col" className="pl-3 font-medium max-sm:hidden">
                Of answers
              </th>
            </tr>
          </thead>
          <tbody>
            {ordered.map(({ name, averageMs, p95Ms, turns: had }, index) => {
              const look = operationLook(name);
              return (
                <tr
                  key={name}
                  onPointerEnter={() => setActive(index)}
                  className={cn('h-8 whitespace-nowrap border-line border-t', active === index && 'bg-hover')}
                >
                  <th
                    scope="row"
                    className="text-left font-normal text-ink max-sm:-indent-4 max-sm:whitespace-normal max-sm:pl-4 max-sm:py-1 max-sm:leading-4"
                  >
                    <span className={cn('mr-2 inline-block size-2 rounded-full', look.dot)} />
                    {look.label}
                  </th>
                  <td className="px-1.5 text-ink-2 sm:px-3">
                    {formatShare(whole > 0 ? (perTurn[index] ?? 0) / whole : 0)}
                  </td>
                  <td className="px-1.5 sm:px-3">{formatDuration(averageMs)}</td>
                  <td className="px-1.5 text-ink-2 sm:px-3">{formatDuration(p95Ms)}</td>
                  <td className="pl-3 text-ink-3 max-sm:hidden">{formatShare(had / turns)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}
