import { detectAll } from 'tinyld';
import { firstOf } from '@/lib/platform/text';

/** The languages that are told apart; rare and artificial ones would only be mistaken for short texts in these. */
const LANGUAGES =
  'en de fr es it pt nl sv da no fi is pl cs sk hu ro bg hr sr el tr ru uk he ar fa hi bn ur ta te th vi id ms ja ko zh et lv lt'.split(
    ' ',
  );
const MAX_LENGTH = 3_000;
/** So much of a text is freed of markup, in UTF-16 units. */
const LOOKED_THROUGH = 20_000;
/** What stands in a text and is no word of its language: addresses of pages, of people, names of hosts, keys. */
const ADDRESS = /[^@]@|:\/\/|[^.]\.\p{L}|\p{Script=Latin}{50}/u;
/** Letters that letter statistics need; in scripts that one language alone writes, a few are enough. */
const MIN_LETTERS = 30;
const UNMISTAKABLE = /\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Greek}|\p{Script=Thai}/u;
/** A first guess must be this many times as likely as the next one. */
const MARGIN = 1.3;
const OTHER_SCRIPT = /[\p{L}--\p{Script=Latin}]/v;

/** Words that stand in every text of a language, and seldom in one of another. */
const EVERYDAY: Record<string, string> = {
  en: 'the of and to is are you your for with that this it on be will not can by from have has or if',
  de: 'der die das und ist sind sie ihr nicht ein eine einen mit auf zu von wird werden oder im den dem für wenn auch',
  fr: 'le la les des et est sont vous votre pas une un pour avec que qui dans du sur au ou par ne nous être',
  es: 'el la los las y es son su una un para con que en del no por se al como más puede usted está',
  it: 'il lo gli le e è sono di che non una un per con del della nel dei si alla come può più dal',
  pt: 'o os as e é são não uma um para com que do da dos em no na ao por se seu mais você',
  nl: 'de het een en is zijn van dat niet met voor op te aan u uw je als door wordt ook bij naar worden',
  sv: 'och att det som en är på inte för med av till den har du om kan vi från ett eller din',
  da: 'og det er en at på ikke til med for af den der har du kan om vi fra et eller din',
  no: 'og det er en å på ikke til med for av den som har du kan om vi fra et eller din',
  fi: 'ja on ei että se voit jos tai kun ovat myös sen joka mutta kuin voi niin oma',
  pl: 'i w na z nie się do jest to że jak od po dla są lub może oraz przez jeśli',
  cs: 'a je v na se že s z do to jako pro nebo si jsou po můžete od pokud není',
  hu: 'a az és hogy nem egy is van meg ha vagy csak ez el már még lehet kell',
  ro: 'și de la în nu cu o un este sunt pe din care mai să pentru sau prin dacă',
  tr: 've bir bu için ile da de olarak daha veya olan gibi ne kadar var değil',
};
const WORDS = Object.entries(EVERYDAY).map(([language, words]) => [language, new Set(words.split(' '))] as const);
/** Everyday words that prove a language: at least so many, and this many times those of any other. */
const PROOF = { words: 3, lead: 2 };

/** The language whose everyday words are in the text by far; null where they do not tell. */
function byEverydayWords(text: string): string | null {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const counts = WORDS.map(([language, known]) => ({
    language,
    count: words.reduce((sum, word) => sum + (known.has(word) ? 1 : 0), 0),
  })).sort((a, b) => b.count - a.count);
  const [best, next] = counts;
  if (!best || !next || best.count < PROOF.words || best.count < next.count * PROOF.lead) return null;
  return best.language;
}

/**
 * Which language a text of the knowledge is written in: by its everyday words where they tell, else by tinyld, whose
 * letter statistics take tables, names and short texts for languages that they are not in. Markup, addresses and code
 * are left out.
 * @returns an ISO 639-1 code; null when the text is too short or too mixed to tell: words of a wrong language are cut to
 * wrong stems, and are then not found
 */
export function languageOf(text: string): string | null {
  const words = withoutMarkup(text);
  const proven = byEverydayWords(words);
  if (proven) return proven;
  if (!UNMISTAKABLE.test(words) && (words.match(/\p{L}/gu)?.length ?? 0) < MIN_LETTERS) return null;
  const [best, next] = detectAll(words, { only: LANGUAGES });
  if (!best || (next && best.accuracy < next.accuracy * MARGIN)) return null;
  return best.lang;
}

/**
 * The language of a part of a text: that of the whole, unless its words or its script prove another one, as in a manual
 * with a chapter in each language.
 * @param whole language of the whole text
 */
export function languageOfPart(text: string, whole: string | null): string | null {
  if (whole === null) return languageOf(text);
  const words = withoutMarkup(text);
  const proven = byEverydayWords(words);
  if (proven) return proven;
  const letters = words.match(/\p{L}/gu)?.length ?? 0;
  const foreign = words.match(/\p{L}/gu)?.filter((letter) => OTHER_SCRIPT.test(letter)).length ?? 0;
  return foreign * 2 > letters ? (languageOf(text) ?? whole) : whole;
}

/** A text of any size is cut before it is looked through, and no pattern below can run on: a text without spaces costs no more. */
const withoutMarkup = (text: string): string =>
  firstOf(
    firstOf(text, LOOKED_THROUGH)
      .replace(/```[^`]*```|`[^`\n]{0,200}`|\]\([^)\n]{0,500}\)|<[^<>]{0,500}>/g, ' ')
      .split(/\s+/)
      .filter((word) => !ADDRESS.test(word))
      .join(' ')
      .replace(/[\p{Nd}_#*|>]+/gu, ' '),
    MAX_LENGTH,
  );
