'use client';
import { type KeyboardEvent, useId, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { formatDuration } from '@/components/ui/format';
import { ReceiptBar } from './bar';
import { costOf } from './cost';
import { endingOf } from './ending';
import { operationLook } from './operations';
import { layOut, type ReceiptTurn, segmentsOf } from './segments';
import { CACHE, Waterfall } from './waterfall';

/**
 * The receipt of an answer: a hair-thin bar with one segment for each operation. Pointing at a segment, or the arrow
 * keys, name it; a click opens the waterfall below.
 */
export function Receipt({ turn, className }: { turn: ReceiptTurn; className?: string }) {
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState<number | null>(null);
  const id = useId();
  const totalMs = turn.totalMs ?? 0;
  const { slices, place } = layOut(segmentsOf(turn.operations, totalMs));
  const named = active === null ? undefined : slices[active];

  const step = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0 || slices.length === 0) return;
    event.preventDefault();
    setActive((at) => (at === null ? (by > 0 ? 0 : slices.length - 1) : (at + by + slices.length) % slices.length));
  };

  return (
    <div className={cn('max-w-[72ch]', className)}>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        aria-label={`Receipt. ${spoken(turn)} ${open ? 'Hide' : 'Show'} the steps.`}
        onClick={() => setOpen(!open)}
        onKeyDown={step}
        onBlur={() => setActive(null)}
        onPointerLeave={() => setActive(null)}
        className="group flex min-h-6 w-full flex-wrap items-center gap-x-3 rounded-control text-left text-ink-3 text-xs"
      >
        <ReceiptBar
          slices={slices}
          tick={turn.firstTokenMs === null ? null : place(turn.firstTokenMs)}
          active={active}
          onPoint={setActive}
          className="min-w-16 flex-1"
        />
        {/* Beside the bar, or below it where the place is too narrow for both. */}
        <span className="max-w-full group-hover:text-ink-2">
          {named ? (
            <>
              {named.name ? operationLook(named.name).label : 'Not timed'} {formatDuration(named.toMs - named.fromMs)}
            </>
          ) : (
            summary(turn)
          )}
        </span>
      </button>
      <div id={id} hidden={!open}>
        {open ? <Waterfall turn={turn} /> : null}
      </div>
    </div>
  );
}

function summary(turn: ReceiptTurn): string {
  const parts = [];
  const ending = endingOf(turn, turn.firstTokenMs !== null);
  if (ending) parts.push(ending.short);
  if (turn.cache !== 'none') parts.push(turn.cache === 'answer' ? 'Stored answer' : 'Shared answer');
  if (turn.firstTokenMs !== null) parts.push(formatDuration(turn.firstTokenMs));
  if (turn.totalMs !== null) parts.push(formatDuration(turn.totalMs));
  parts.push(costOf(turn));
  return parts.join(' · ');
}

function spoken(turn: ReceiptTurn): string {
  const first =
    turn.firstTokenMs === null ? 'No token was sent' : `First token after ${formatDuration(turn.firstTokenMs)}`;
  const ending = endingOf(turn, turn.firstTokenMs !== null);
  const how = ending ? `${ending.sentence}. ` : turn.cache === 'none' ? '' : `${CACHE[turn.cache]}. `;
  const whole = turn.totalMs === null ? '' : `, whole answer ${formatDuration(turn.totalMs)}`;
  return `${how}${first}${whole}, cost: ${costOf(turn)}.`;
}
