import type { Metadata } from 'next';
import { PinQuestion } from '@/components/answers/pin-question';
import { Prefetch } from '@/components/answers/prefetch';
import { QuestionList } from '@/components/answers/question-list';
import { RefreshWhile } from '@/components/answers/refresh-while';
import { KnowledgeTabs } from '@/components/knowledge/knowledge-tabs';
import { SettingsSection } from '@/components/settings/settings-section';
import { EmptyState } from '@/components/ui/empty-state';
import * as actions from '@/lib/chat/prepared/actions';
import { loadCommonQuestions } from '@/lib/chat/prepared/loaders';
import { MAX_QUESTION, WIDGET_QUESTIONS } from '@/lib/chat/prepared/schema';

export const metadata: Metadata = { title: 'Common questions' };

export default async function CommonQuestionsPage() {
  const { questions, prefetch, admin } = await loadCommonQuestions();
  const change = {
    edit: actions.editQuestion,
    enable: actions.setQuestionEnabled,
    move: actions.moveQuestion,
    remake: actions.remakeAnswer,
    remove: actions.unpinQuestion,
  };
  return (
    <div className="mx-auto max-w-[980px] px-5 pt-6 pb-16 md:px-8">
      <RefreshWhile pending={questions.some(({ enabled, answer, problem }) => enabled && !answer && !problem)} />
      <h1>Common questions</h1>
      <p className="mt-0.5 mb-3 text-ink-2">Answers that are ready before anybody asks.</p>
      <KnowledgeTabs current="questions" />
      <SettingsSection
        id="pinned"
        title="Pinned questions"
        description={`Their answers start at once and are made again when an article changes. The first ${WIDGET_QUESTIONS} that are ready greet visitors in the widget.`}
      >
        <div className="grid gap-5">
          {admin ? <PinQuestion action={actions.pinQuestion} maxLength={MAX_QUESTION} /> : null}
          {questions.length > 0 ? (
            <QuestionList questions={questions} now={Date.now()} actions={admin ? change : null} />
          ) : (
            <EmptyState title="No question is pinned" className="rounded-card border border-line border-dashed py-10">
              {admin
                ? 'Pin what visitors ask most. The assistant answers it from your knowledge, once.'
                : 'Your admin can pin what visitors ask most.'}
            </EmptyState>
          )}
        </div>
      </SettingsSection>
      <SettingsSection
        id="prefetch"
        title="Likely next questions"
        description="After an answer, the questions that others asked next, or that the article itself raises, are answered ahead."
      >
        <Prefetch report={prefetch} action={admin ? actions.savePrefetch : null} />
      </SettingsSection>
    </div>
  );
}
