import type { FormState } from '@/lib/companies/schema';

type Action = (state: FormState, form: FormData) => Promise<FormState>;

/** What an admin may do with pinned questions. */
export type QuestionActions = { edit: Action; enable: Action; move: Action; remake: Action; remove: Action };
