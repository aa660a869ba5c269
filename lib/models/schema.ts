/** Which of a company's models: the main one, or the light one for small talk and as a fallback. */
export type ModelTier = 'main' | 'light';

/** A passage as a model may use it; `number` is how its source is cited: [1]. Passages of one source share it. */
export type CitablePassage = { number: number; title: string; body: string };

/**
 * What the built-in model gets beside the prompt, under `providerOptions.halfsecond`: it quotes and does not
 * generate, so it needs the passages as data.
 */
export type BuiltInOptions = {
  question: string;
  smallTalk: 'greeting' | 'thanks' | 'goodbye' | 'bot' | 'how-are-you' | null;
  /** Whether somebody asks for a person instead of an answer. */
  wantsPerson: boolean;
  passages: CitablePassage[];
  /** Whether the passages hold enough of the question to answer it outright. */
  sure: boolean;
  /** Whether the help pages could be searched at all. */
  lookedUp: boolean;
  assistantName: string;
  companyName: string;
  tone: 'friendly' | 'neutral' | 'formal';
};
