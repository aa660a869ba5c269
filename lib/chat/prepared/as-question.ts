import { type Spoken, spokenLanguage } from '@/lib/models/language';

/** What a question without its mark begins with, by language. A verb alone may begin an instruction: its subject follows. */
const BEGINS: Record<Spoken, RegExp> = {
  en: /^(?:what|where|when|why|who|whom|whose|which|how|(?:can|could|may|must|should|will|would|do|does|did|is|are|am|was|were|has|have) (?:i|you|we|he|she|it|they|there|the|this|that|these|those|an?|my|your|our|their|any|anyone|someone))(?!\p{L})/iu,
  de: /^(?:was|wo|woher|wohin|wann|warum|wieso|weshalb|wer|wen|wem|wessen|wie|wieviel|welche[rsnm]?|womit|wof[üu]r|(?:kann|k[öo]nnen|darf|d[üu]rfen|muss|m[üu]ssen|soll|sollte|gibt|ist|sind|hat|habt|haben|bietet|bieten|liefert|liefern) (?:ich|man|es|sie|ihr|wir|der|die|das|eine?|mein|meine))(?!\p{L})/iu,
  fr: /^(?:comment|combien|quand|où|pourquoi|qui|que|quoi|quel(?:le)?s?|est-ce|qu['’]est-ce|puis-je|peut-on|y a-t-il|dois-je|faut-il|(?:avez|pouvez|livrez|proposez|acceptez)-vous)(?!\p{L})/iu,
  es: /^(?:¿.*|qu[ée]|c[óo]mo|cu[áa]ndo|d[óo]nde|ad[óo]nde|por qu[ée]|qui[ée]n(?:es)?|cu[áa]l(?:es)?|cu[áa]nt[oa]s?|puedo|se puede|tienen|hay)(?!\p{L})/iu,
  it: /^(?:come|quando|dove|perch[ée]|chi|che|cosa|qual[ei]?|quant[oaie]|posso|si può|c['’]è|ci sono)(?!\p{L})/iu,
  pt: /^(?:como|quando|onde|aonde|por ?qu[eê]|quem|qual|quais|quant[oa]s?|que|o que|posso|há|vocês)(?!\p{L})/iu,
  nl: /^(?:wat|waar|wanneer|waarom|wie|welke?|hoe|hoeveel|waarmee|(?:kan|kunnen|mag|moet|is|zijn|heeft|hebben) (?:ik|je|u|jullie|men|we|er|het|de|een|mijn))(?!\p{L})/iu,
};

/** "How to return a parcel", "What we offer", "Was Sie wissen müssen": titles that begin as questions do. */
const TITLE =
  /^(?:(?:what|where|when|why|who|how|which) (?:to|we|our|you|your|us|it|they|their|the|this|these|i|my)|(?:was|wie|wo|wann|warum|wer) (?:wir|unsere?|sie|du|ihr|man|ich))(?!\p{L})/iu;
const MARK = /\s*[?？؟]$/u;

/** Whether a text is a question: it has the mark, or begins as a question does in one of the languages we speak. */
export function isQuestion(text: string): boolean {
  if (MARK.test(text)) return true;
  return !TITLE.test(text) && (BEGINS.en.test(text) || BEGINS[spokenLanguage(text)].test(text));
}

/**
 * A question as a quick reply shows it: on one line, with a capital and its mark.
 * @returns null for what is not a question
 */
export function asQuestion(text: string): string | null {
  const line = text.replace(/\s+/g, ' ').trim();
  if (!isQuestion(line)) return null;
  const whole = MARK.test(line) ? line : `${line.replace(/[\s.,;:!…]+$/u, '')}?`;
  return whole.replace(/\p{L}/u, (first) => first.toUpperCase());
}
