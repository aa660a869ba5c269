import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { formatCount, formatDuration } from '@/components/ui/format';
import { costOf } from './cost';
import { endingOf } from './ending';
import { operationLook } from './operations';
import type { ReceiptTurn } from './segments';

/** Where an answer came from that no model wrote for this message alone. */
export const CACHE = {
  answer: 'A stored answer',
  coalesced: 'Shared with the same question asked at the same time',
} as const;

/** Every timed step of an answer on one time axis, then what was planned, used and paid. */
export function Waterfall({ turn }: { turn: ReceiptTurn }) {
  const end = Math.max(turn.totalMs ?? 0, ...turn.operations.map((o) => o.startedMs + o.durationMs), 0.001);
  const ending = endingOf(turn, turn.firstTokenMs !== null);
  const tick = turn.firstTokenMs === null ? null : (turn.firstTokenMs / end) * 99;
  return (
    <div className="@container mt-1 mb-2 animate-appear rounded-card border border-line bg-surface p-3 text-[13px]">
      <table className="w-full table-fixed border-collapse">
        <caption className="sr-only">Steps of this answer</caption>
        <colgroup>
          <col className="@md:w-[34%]" />
          <col className="w-px @md:w-auto" />
          <col className="w-16" />
        </colgroup>
        <thead className="sr-only">
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Started after</th>
            <th scope="col">Took</th>
          </tr>
        </thead>
        <tbody>
          {turn.operations.map((operation) => {
            const look = operationLook(operation.name);
            return (
              <tr key={`${operation.name}-${operation.startedMs}`} className="relative h-8 align-top @md:h-6">
                <th scope="row" className="truncate text-left font-normal text-ink-2 @md:pr-2">
                  <span className={cn('mr-2 inline-block size-2 rounded-full', look.dot)} />
                  {look.label}
                </th>
                <td>
                  <span className="sr-only">{formatDuration(operation.startedMs)}</span>
                  {/* Below the words where the place is narrow, beside them where it is wide. */}
                  <svg
                    aria-hidden
                    width="100%"
                    height="6"
                    className="absolute inset-x-0 bottom-1 h-[3px] @md:static @md:mt-[7px] @md:h-[6px]"
                  >
                    <rect width="100%" height="100%" rx="1" className="fill-sunken" />
                    <rect
                      x={`${(operation.startedMs / end) * 99}%`}
                      width={`${Math.max((operation.durationMs / end) * 99, 0.7)}%`}
                      height="100%"
                      rx="1"
                      className={look.fill}
                    />
                    {tick === null ? null : <rect x={`${tick}%`} width="1.5" height="100%" className="fill-ink" />}
                  </svg>
                </td>
                <td className="text-right text-ink">{formatDuration(operation.durationMs)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {turn.operations.length === 0 ? <p className="text-ink-3">No steps were recorded.</p> : null}
      <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 border-line border-t pt-3 @md:grid-cols-[auto_1fr_auto_1fr]">
        <Fact name="First token">{turn.firstTokenMs === null ? 'None' : formatDuration(turn.firstTokenMs)}</Fact>
        <Fact name="Whole answer">{turn.totalMs === null ? 'Not finished' : formatDuration(turn.totalMs)}</Fact>
        <Fact name="Tokens in">
          {formatCount(turn.inputTokens)}
          {turn.cachedInputTokens > 0 ? (
            <span className="text-ink-3"> ({formatCount(turn.cachedInputTokens)} cached)</span>
          ) : null}
        </Fact>
        <Fact name="Tokens out">{formatCount(turn.outputTokens)}</Fact>
        <Fact name="Model">
          {turn.model ?? 'None'}
          {turn.fallback ? <span className="text-warn"> (fallback)</span> : null}
        </Fact>
        <Fact name="Cost">{costOf(turn)}</Fact>
        <Fact name="Depth">{turn.depth ? sentenceCase(turn.depth) : 'None'}</Fact>
        <Fact name="Model calls">{formatCount(turn.modelCalls)}</Fact>
        <Fact name="Plan" wide>
          {turn.plan ? sentenceCase(turn.plan) : 'None'}
          {turn.planReason ? <span className="text-ink-3">: {turn.planReason}</span> : null}
        </Fact>
        {turn.cache === 'none' ? null : (
          <Fact name="Cache" wide>
            {CACHE[turn.cache]}
          </Fact>
        )}
        {ending ? (
          <Fact name="Ending" wide>
            <span className={cn(ending.bad && 'text-bad')}>{ending.sentence}</span>
          </Fact>
        ) : null}
      </dl>
    </div>
  );
}

const sentenceCase = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function Fact({ name, wide, children }: { name: string; wide?: boolean; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className={cn('min-w-0 break-words text-ink', wide && '@md:col-span-3')}>{children}</dd>
    </>
  );
}
