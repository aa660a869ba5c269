import { detectAll } from 'tinyld';
import { firstOf } from '@/lib/platform/text';

/** The languages that are told apart; rare and artificial ones would only be mistaken for short messages in these. */
const LANGUAGES =
  'en de fr es it pt nl sv da no fi is pl cs sk hu ro bg hr sr el tr ru uk he ar fa hi bn ur ta te th vi id ms ja ko zh et lv lt'.split(
    ' ',
  );
const MAX_LENGTH = 1_000;
/** A language that the browser asks for wins against one that is at most this many times as likely. */
const HINT_FACTOR = 4;
/** Below this a first guess is no better than chance. */
const UNSURE = 0.02;

/**
 * Which language a message is written in: by tinyld, limited to common languages, with the browser's language where the
 * text alone leaves it open ("cancel my order" is four languages to letter statistics).
 * @param locale what the browser asks for, such as `de-AT`
 * @returns an ISO 639-1 code; null when the text is too short or too mixed to tell
 */
export function languageOf(text: string, locale: string | null = null): string | null {
  const words = firstOf(text, MAX_LENGTH).replace(/\S+@\S+|https?:\/\/\S+|[\p{Nd}_]+/gu, ' ');
  if ((words.match(/\p{L}/gu)?.length ?? 0) < 2) return null;
  const hint = LANGUAGES.find((language) => language === locale?.toLowerCase().split(/[-_]/)[0]) ?? null;
  const found = detectAll(words, { only: LANGUAGES });
  const [best] = found;
  // One unknown word may be of any language; several that are of no other are of the browser's.
  if (!best) return /\p{L}{2}\P{L}+\p{L}{2}/u.test(words) ? hint : null;
  const hinted = found.find(({ lang }) => lang === hint);
  if (hinted && hinted.accuracy * HINT_FACTOR >= best.accuracy) return hinted.lang;
  return best.accuracy >= UNSURE ? best.lang : null;
}
