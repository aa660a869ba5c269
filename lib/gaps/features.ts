/** What a question is about, as weighed features: stems of its words, pairs of them, and pieces of its letters. */

/** Of a long message the beginning says what it is about, in UTF-16 units. */
const READ = 400;

/** Lower case, without accents and apostrophes. */
const plain = (text: string): string =>
  text
    .slice(0, READ)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’`´]/g, '')
    .normalize('NFKC')
    .toLowerCase();

/** Words that stand in every question, whatever it is about, in the languages that are cheap to list. */
const COMMON = new Set(
  [
    'a an the this that these those there here it its is are am was were be been being do does did doing done have has had having can could will would shall should may might must i me my mine we us our you your yours he she they them their what which who whom whose when where why how if then than so as at by for from in into of off on onto or and but not no nor to too up with about any some all just only also very please hi hello hey thanks thank ok okay yes get got getting need want know tell like let use im ive id dont no sorry nothing else doesnt didnt cant cannot isnt wont possible able way something anything someone help question',
    'der die das ein eine einen einem einer des dem den ist sind war bin bist sein haben hat habe hatte kann können könnte kannst muss ich mich mir mein meine meinen wir uns unser du dich dein sie ihr ihre es was wer wie wo wann warum welche welcher wenn dann als auf aus bei für in im mit nach von vom zu zum zur an am und oder aber nicht kein keine auch nur bitte hallo danke ja nein man gibt',
    'le la les un une des du de d l est sont je j me mon ma mes nous notre vous votre vos il elle ils on ce cet cette ces que qui quoi quel quelle comment où quand pourquoi si dans en pour par sur avec au aux et ou mais ne pas plus est-ce puis-je bonjour merci oui non',
    'el la los las un una unos unas de del es son soy está yo me mi mis nos nuestro tu su sus usted que qué quien quién cual cuál como cómo donde dónde cuando cuándo por para con en al y o pero no si sí se lo le hay hola gracias favor puedo',
    'il lo la i gli le un uno una di del della dei è sono io mi mio mia ci noi voi che chi quale come dove quando perché se in per con su da al e o ma non si ciao grazie posso',
    'o os as um uma de do da dos das é são eu me meu minha nós você seu sua que quem qual como onde quando por para com em no na e ou mas não se olá obrigado posso',
    'de het een is zijn ik mij mijn wij ons jij je u uw dat die wat wie hoe waar wanneer waarom als in op van voor met naar bij en of maar niet geen ook kan hallo bedankt',
  ]
    .join(' ')
    .split(' ')
    .map((word) => plain(word)),
);

/** Pieces of a word of this many letters. */
const PIECE = 4;

/**
 * A word without the endings that English grammar gives it; other languages share some of them, and are served by the
 * pieces of their letters besides.
 */
export function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  const base = word
    .replace(/(?:ations?|ation)$/, 'at')
    .replace(/(?<=[a-z]{3})ies$/, 'y')
    .replace(/(?<=(?:ss|sh|ch|x|z))es$/, '')
    .replace(/(?<=[a-z]{2}[^su])s$/, '')
    .replace(/(?<=[a-z]{3})(?:ing|ed|ly|ment)$/, '');
  const bare = base.replace(/(?<=[a-z]{2})e$/, '').replace(/(?<=[a-z]{2})i$/, 'y');
  // "stopping" and "stop" meet; "bill" and "add" keep their ends.
  return base === word ? bare : bare.replace(/([bdgmnprt])\1$/, '$1');
}

/** Scripts that put no spaces between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
const segments = new Intl.Segmenter('ja', { granularity: 'word' });

const wordsOf = (text: string): string[] =>
  (plain(text).match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).flatMap((word) =>
    UNSPACED.test(word) ? Array.from(segments.segment(word), ({ segment }) => segment) : [word],
  );

/** The words that are not in every question; all of them where that leaves none. */
function tellingWords(text: string): string[] {
  const words = wordsOf(text);
  const telling = words.filter((word) => !COMMON.has(word));
  return telling.length > 0 ? telling : words;
}

/** Whether a text says what it is about: a word of letters that is not in every question. "no, sorry" does not. */
export const saysSomething = (text: string): boolean =>
  wordsOf(text).some((word) => !COMMON.has(word) && /\p{L}{2}|\p{Lo}/u.test(word) && word.length > 1);

/** The telling words of a text as stems in their order. */
export const stemsOf = (text: string): string[] => tellingWords(text).map(stem);

/** Pieces of the letters of the telling words, so that spellings and compounds meet. */
export const piecesOf = (text: string): string[] =>
  tellingWords(text).flatMap((word) => {
    const letters = [...` ${word} `];
    if (letters.length <= PIECE) return [letters.join('')];
    return letters.slice(0, letters.length - PIECE + 1).map((_, at) => letters.slice(at, at + PIECE).join(''));
  });
