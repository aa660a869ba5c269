import { detectAll } from 'tinyld';
import { firstOf } from '@/lib/platform/text';

/** The languages that are told apart; rare and artificial ones would only be mistaken for short texts in these. */
const LANGUAGES =
  'en de fr es it pt nl sv da no fi is pl cs sk hu ro bg hr sr el tr ru uk he ar fa hi bn ur ta te th vi id ms ja ko zh et lv lt'.split(
    ' ',
  );
const MAX_LENGTH = 3_000;
/** Letters that letter statistics need; in scripts that one language alone writes, a few are enough. */
const MIN_LETTERS = 30;
const UNMISTAKABLE = /\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Greek}|\p{Script=Thai}/u;
/** A first guess must be this many times as likely as the next one. */
const MARGIN = 1.3;

/**
 * Which language a text of the knowledge is written in, by tinyld. Markup, addresses and code are left out.
 * @returns an ISO 639-1 code; null when the text is too short or too mixed to tell: words of a wrong language are cut to
 * wrong stems, and are then not found
 */
export function languageOf(text: string): string | null {
  const words = firstOf(
    text.replace(/```[\s\S]*?```|`[^`\n]*`|\]\([^)]*\)|<[^>]*>|\S+@\S+|https?:\/\/\S+|[\p{Nd}_#*|>]+/gu, ' '),
    MAX_LENGTH,
  );
  if (!UNMISTAKABLE.test(words) && (words.match(/\p{L}/gu)?.length ?? 0) < MIN_LETTERS) return null;
  const [best, next] = detectAll(words, { only: LANGUAGES });
  if (!best || (next && best.accuracy < next.accuracy * MARGIN)) return null;
  return best.lang;
}
