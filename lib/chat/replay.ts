import type { StopReason } from './announce';
import type { OpenedTurn } from './opened-turn';
import type { AnswerSource, Receipt } from './schema';
import type { StreamWriter } from './stream-encoder';

/** Sends a stored answer again, in the words and with the receipt of the first time. No model is called. */
export function replay(opened: OpenedTurn, answer: NonNullable<OpenedTurn['answer']>, writer: StreamWriter): void {
  writer.write({ type: 'start-step' });
  writer.write({ type: 'text-start', id: 'answer' });
  writer.write({ type: 'text-delta', id: 'answer', delta: answer.text });
  writer.write({ type: 'text-end', id: 'answer' });
  writer.write({ type: 'finish-step' });
  // Written by this product at settlement; the database keeps it as it was.
  const sources = answer.sources as AnswerSource[];
  if (sources.length > 0) writer.write({ type: 'data-sources', data: { sources } });
  if (opened.turn && opened.turn.outcome !== 'running') {
    const { id, errorCode: _, ageSeconds: __, ...figures } = opened.turn;
    const receipt: Receipt = {
      ...figures,
      turnId: id,
      outcome: opened.turn.outcome,
      totalMs: opened.turn.totalMs ?? 0,
    };
    writer.write({ type: 'data-receipt', data: receipt });
  }
  writer.write({ type: 'finish', finishReason: 'stop' });
}

/** Ends a turn that a person will answer: their reply reaches the visitor through the session's events. */
export function handToAgent(writer: StreamWriter): void {
  writer.write({ type: 'data-status', data: { step: 'with-agent' } });
  writer.write({ type: 'finish', finishReason: 'stop' });
}

/** Ends an answer that was stopped, and says by whom. */
export function endStopped(reason: StopReason, writer: StreamWriter): void {
  if (reason === 'taken-over') {
    handToAgent(writer);
    return;
  }
  if (reason !== 'reader-gone') writer.write({ type: 'data-status', data: { step: reason } });
  writer.write({ type: 'finish', finishReason: 'other' });
}
