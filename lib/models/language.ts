import { detectAll } from 'tinyld';

/** Languages in which the built-in model has sentences of its own. */
export const SPOKEN = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl'] as const;
export type Spoken = (typeof SPOKEN)[number];

/** Others that are told apart, so that none of them is taken for one that is spoken. */
const NOT_SPOKEN =
  'sv da no fi is pl cs sk hu ro bg hr sr el tr ru uk he ar fa hi bn ur ta te th vi id ms ja ko zh et lv lt'.split(' ');
const TOLD_APART = [...SPOKEN, ...NOT_SPOKEN];

const MAX_LENGTH = 600;
/** A first guess must be this likely and so many times as likely as the second, or else the text does not tell. */
const CLEAR = [
  { likely: 0.1, lead: 1.2 },
  { likely: 0.04, lead: 2 },
];
/** What is this many times less likely than the first guess is not what was written. */
const FAR = 4;
/** So few words are too short for letter statistics: one word that no other language has tells more. */
const FEW_WORDS = 5;

const set = (words: string) => new Set(words.split(' '));
/** The commonest words of each language and of what shops are asked, for texts that are too short for statistics. */
const COMMON: Record<Spoken, ReadonlySet<string>> = {
  en: set(
    'the is are my your how what where when why who which does do did you can could for with this that it have and please i to of about will not ' +
      'refund refunds policy shipping delivery order orders return returns opening hours price prices size sizes cost costs parcel payment warranty there ' +
      'hi hello thanks call phone number email name am at we want need buy help',
  ),
  de: set(
    'der die das den dem ist sind und ich wie wo was wann warum wer mein meine meinen kann können sie ihr nicht ein eine einen für mit auf bitte von zu habe haben gibt es wird ' +
      'lieferung versand rückgabe kosten kostet bestellung öffnungszeiten preis preise größe paket zahlung lange viel noch auch',
  ),
  fr: set(
    'le la les est sont et je comment où quand pourquoi qui mon ma mes votre vos vous puis peux ne pas un une pour avec de des du que quel quelle combien ce il en ' +
      'livraison retour remboursement commande horaires prix taille colis paiement garantie bonjour',
  ),
  es: set(
    'el la los las es son y cómo como dónde donde cuándo cuando qué mi mis su puedo puede no un una para con de del que cuánto cuánta cuesta hay por ' +
      'envío devolución reembolso pedido horario precio talla paquete pago garantía tiempo tarda',
  ),
  it: set(
    'il lo la gli le è sono e come dove quando perché chi mio mia posso può non un una per con di del della che quanto quanta costa ci ' +
      'spedizione reso rimborso ordine orari prezzo taglia pacco pagamento garanzia',
  ),
  pt: set(
    'o os as é são e como onde quando porquê quem meu minha posso pode não um uma para com de do da que quanto quanta custa há por ' +
      'envio entrega devolução reembolso pedido horário preço tamanho encomenda pagamento garantia vocês',
  ),
  nl: set(
    'de het een is zijn en ik hoe waar wat wanneer waarom wie mijn kan kunnen u je jullie niet voor met op van naar heb hebben er ' +
      'levering verzending retour bestelling openingstijden prijs maat pakket betaling garantie kost lang duurt hoeveel',
  ),
};

/** Letters that no spoken language is written with: another script's, or Latin ones with other marks. */
const FOREIGN = /(?![a-zßäöüàâæçéèêëîïôœùûÿáíóúñìòãõĳªº])\p{L}/iu;

const isSpoken = (code: string): code is Spoken => (SPOKEN as readonly string[]).includes(code);

/** What is an address or a number says nothing of a language. */
const withoutData = (text: string) => text.slice(0, MAX_LENGTH).replace(/\S+@\S+|https?:\/\/\S+|\p{Nd}+/gu, ' ');

/** How many different common words of each language a text holds, most first. */
function commonWords(words: readonly string[]): { language: Spoken; count: number }[] {
  const different = new Set(words);
  return SPOKEN.map((language) => ({
    language,
    count: [...different].filter((word) => COMMON[language].has(word)).length,
  })).sort((a, b) => b.count - a.count);
}

/**
 * The language of a text by itself, and those that it may be where it does not tell. By its commonest words, its
 * letters, and tinyld for the rest; "other" is a language that the model does not speak.
 */
function read(text: string): { language: Spoken | 'other' | null; possible: readonly string[] } {
  const own = withoutData(text).normalize('NFC');
  const words = own.toLowerCase().match(/\p{L}+/gu) ?? [];
  if (words.length === 0) return { language: null, possible: [] };
  const [most, second] = commonWords(words);
  const lead = most && second ? most.count - second.count : 0;
  if (most && lead > 0 && most.count >= 2) return { language: most.language, possible: [] };
  if (FOREIGN.test(own)) return { language: 'other', possible: [] };
  const guesses = detectAll(own, { only: TOLD_APART });
  const [best, next] = guesses;
  const isShort = words.length <= FEW_WORDS;
  const likely = guesses.filter(({ accuracy }) => accuracy * FAR >= (best?.accuracy ?? 0));
  const possible = likely.map(({ lang }) => lang);
  const told = (code: string) => ({ language: isSpoken(code) ? code : ('other' as const), possible });
  // English is what is spoken in doubt: one word of it is enough, where others need the statistics not to object.
  if (isShort && lead > 0 && most?.language === 'en') return told('en');
  if (best?.accuracy === 1) return told(best.lang);
  if (isShort && lead > 0 && most) return told(most.language);
  const ahead = best ? best.accuracy / (next?.accuracy ?? 0.001) : 0;
  const clear = CLEAR.some((bar) => best && best.accuracy >= bar.likely && ahead >= bar.lead);
  return best && clear && words.length > 1 ? told(best.lang) : { language: null, possible };
}

/**
 * In which of its languages the built-in model answers: that of the message itself. One that does not tell takes that
 * of what was written before, if it may be in it at all. English answers what is in a language that is not spoken.
 * @param earlier the visitor's messages before, oldest first
 */
export function spokenLanguage(message: string, earlier: readonly string[] = []): Spoken {
  const { language, possible } = read(message);
  if (language !== null) return language === 'other' ? 'en' : language;
  for (const text of earlier.toReversed()) {
    const before = read(text).language;
    if (before === null) continue;
    if (before === 'other') return 'en';
    return possible.length === 0 || possible.includes(before) ? before : 'en';
  }
  return 'en';
}

/** A language of the model's own for a code that something else found; English for one that it does not speak. */
export const asSpoken = (code: string): Spoken => (isSpoken(code) ? code : 'en');
