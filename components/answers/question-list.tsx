import { Ago } from '@/components/chat/ago';
import { Markdown } from '@/components/chat/markdown';
import { Sources } from '@/components/chat/sources';
import { Badge } from '@/components/ui/badge';
import { formatCount, formatMoney } from '@/components/ui/format';
import type { PinnedQuestion, Problem } from '@/lib/chat/prepared/schema';
import type { QuestionActions } from './question-actions';
import { QuestionTools } from './question-tools';

const PROBLEMS: Record<Problem, { word: string; advice: string }> = {
  unsure: { word: 'Not answered', advice: 'No article answers it. Add one, and it is tried again.' },
  individual: { word: 'Not possible', advice: 'Each visitor gets an answer of their own to this. Ask one thing.' },
  failed: { word: 'Waiting', advice: 'The model could not be asked. It is tried again within 15 min.' },
};

type Props = {
  questions: PinnedQuestion[];
  now: number;
  /** Null for who may only read. */
  actions: QuestionActions | null;
};

/** Pinned questions in their order, each with its answer to open. */
export function QuestionList({ questions, now, actions }: Props) {
  return (
    <ol className="grid divide-y divide-line rounded-card border border-line">
      {questions.map((question, index) => (
        <li key={question.id} className="grid gap-x-4 gap-y-1 px-3 py-2.5 md:grid-cols-[minmax(0,1fr)_auto]">
          <div className="min-w-0">
            <p dir="auto" className={`break-words font-medium ${question.enabled ? 'text-ink' : 'text-ink-3'}`}>
              {question.question}
            </p>
            <State question={question} now={now} />
          </div>
          {actions ? (
            <QuestionTools
              question={question}
              first={index === 0}
              last={index === questions.length - 1}
              actions={actions}
            />
          ) : null}
          {question.answer ? (
            <details className="group/answer min-w-0 md:col-span-2">
              <summary className="w-fit cursor-pointer list-none rounded-control text-[13px] text-accent hover:underline [&::-webkit-details-marker]:hidden">
                <span className="group-open/answer:hidden">Show the answer</span>
                <span className="hidden group-open/answer:inline">Hide the answer</span>
              </summary>
              <div dir="auto" className="mt-1.5 max-w-[72ch] border-line border-l-2 pl-3">
                <Markdown text={question.answer.text} sources={question.answer.sources} />
                <Sources sources={question.answer.sources} />
              </div>
            </details>
          ) : null}
        </li>
      ))}
    </ol>
  );
}

function State({ question: { enabled, answer, problem, hits }, now }: { question: PinnedQuestion; now: number }) {
  const used = hits === 0 ? 'not used yet' : `used ${formatCount(hits)} ${hits === 1 ? 'time' : 'times'}`;
  if (!enabled) return <p className="text-[13px] text-ink-3">Off, {used}</p>;
  if (answer) {
    return (
      <p className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-0.5 text-[13px] text-ink-3">
        <Badge tone="ok">Ready</Badge>
        <span>
          made <Ago at={answer.madeAt} now={now} />
        </span>
        <span aria-hidden>·</span>
        <span>{used}</span>
        {answer.costMicros > 0 ? (
          <>
            <span aria-hidden>·</span>
            <span>cost {formatMoney(answer.costMicros)}</span>
          </>
        ) : null}
      </p>
    );
  }
  const told = problem && PROBLEMS[problem];
  return (
    <p className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-0.5 text-[13px] text-ink-3">
      <Badge tone={told ? 'warn' : 'neutral'}>{told ? told.word : 'Being made'}</Badge>
      <span>{told ? told.advice : 'It is ready in a moment.'}</span>
    </p>
  );
}
