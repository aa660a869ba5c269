import type { LanguageModelV4 } from '@ai-sdk/provider';

/** A model of a ladder, with the names that the receipt shows. */
export type ModelRung = {
  model: LanguageModelV4;
  provider: string;
  modelName: string;
  /** Provider and key that it is called with, see `lane.ts`; null for a model that calls nobody. */
  lane: string | null;
};
