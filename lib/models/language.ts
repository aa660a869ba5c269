import { detectAll } from 'tinyld';

/** Languages in which the built-in model has sentences of its own. */
export const SPOKEN = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl'] as const;
export type Spoken = (typeof SPOKEN)[number];

const MAX_LENGTH = 600;
/** A first guess must be this likely and so many times as likely as the second, or else English is spoken. */
const CLEAR = [
  { likely: 0.1, lead: 1.2 },
  { likely: 0.04, lead: 2 },
];
/** Short words of which no other of these languages has several. */
const ENGLISH = /\b(?:the|is|are|my|your|how|what|where|when|why|does|you|can|for|with|this|it|have|and)\b/gi;

const isSpoken = (code: string): code is Spoken => (SPOKEN as readonly string[]).includes(code);

/**
 * In which of its languages the built-in model answers: by tinyld, and English where the text does not tell, or is in
 * a language that the model has no sentences in.
 * @param text what the visitor wrote; several messages tell more than one
 */
export function spokenLanguage(text: string): Spoken {
  const read = text.slice(0, MAX_LENGTH);
  if (new Set(read.toLowerCase().match(ENGLISH)).size >= 3) return 'en';
  const [best, second] = detectAll(read, { only: [...SPOKEN] });
  if (!best || !isSpoken(best.lang)) return 'en';
  if (best.accuracy === 1) return best.lang;
  const ahead = best.accuracy / (second?.accuracy ?? 0.001);
  const clear = CLEAR.some(({ likely, lead }) => best.accuracy >= likely && ahead >= lead);
  return clear && /\s/.test(read.trim()) ? best.lang : 'en';
}

/** A language of the model's own for a code that something else found. */
export const asSpoken = (code: string | null): Spoken | null => (code !== null && isSpoken(code) ? code : null);
