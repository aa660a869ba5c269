/** Words that say nothing of what is asked, in the languages that the built-in model speaks. */
const STOP_WORDS = new Set(
  (
    'a an and are as at be been but by can could did do does for from had has have how i if in is it its me my no not of ' +
    'on or our please should so than that the their them then there these they this to us was we were what when where ' +
    'which who why will with would you your get got need want know tell about any there hi hello long much many take now ' +
    // German
    'der die das den dem des ein eine einen einem einer und oder ist sind war ich du er sie es wir ihr mein meine meinen mich mir ' +
    'wie wo was wann warum wer kann können muss man nicht für mit auf bitte von zu zum zur bei im am an aus hab habe haben gibt wird ' +
    'werden bekomme viel lange ' +
    // French
    'le la les un une des du de et ou est sont je tu il elle nous vous mon ma mes votre vos comment où quand pourquoi qui que quoi ' +
    'quel quelle puis peux peut ne pas pour avec dans sur au aux ce se ' +
    // Spanish and Portuguese
    'el los las uno y o es son yo mi mis su sus cómo como dónde cuándo cuando qué quien puedo puede no para con del al en se por hay ' +
    'cuánto cuánta os as um uma e é são eu meu minha onde quem posso pode não com da do na em seu sua quanto quanta há ' +
    // Italian and Dutch
    'il lo gli di che sono io mio mia dove perché chi posso può non per con ci quando quanto de het een en ik je u hoe waar wat wanneer ' +
    'waarom wie mijn kan kunnen niet voor met op van naar heb hebben er is hoeveel'
  ).split(' '),
);

/** Scripts that are written without spaces: their words are found by pairs of characters. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** What a word is cut to: what is left of longer ones is mostly another word of a compound. */
const LONGEST = 7;

/**
 * A word without its marks and its most common endings, English first: "returns" meets "returned", "Zahlung" meets
 * "zahlen", "Rückgabefrist" meets "Rückgabe". Coarser than a stemmer of one language, and as good on doc2dial.
 */
function stem(word: string): string {
  const bare = word.normalize('NFD').replace(/\p{M}/gu, '');
  if (bare.length <= 4) return bare.replace(/s$/, '');
  return bare
    .replace(/(?:ies|ied)$/, 'y')
    .replace(/(?:ungen|ung|ments?|ings?|edly|ed|es|en|e|s|ly|as?|os?|i)$/, '')
    .slice(0, LONGEST);
}

/** The terms of a text, in order. Texts that mean the same share most of them, whatever their endings are. */
export function termsOf(text: string): string[] {
  const found: string[] = [];
  for (const word of text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []) {
    if (STOP_WORDS.has(word)) continue;
    if (UNSPACED.test(word) && word.length > 2) {
      for (let at = 0; at + 2 <= word.length; at += 1) found.push(word.slice(at, at + 2));
    } else found.push(stem(word));
  }
  return found;
}
