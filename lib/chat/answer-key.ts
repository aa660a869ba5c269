import { createHash } from 'node:crypto';
import type { Plan } from './plan';
import { holdsContact } from './plan/signs';

/** Changes when the normalisation does: answers under older keys are then no longer found. */
const VERSION = 'a2';
/** Longer messages tell a story, which is their writer's own. In UTF-16 units. */
const LONGEST = 300;

/** Numbers and codes by which one order, account or person is meant. */
const IDENTIFIER =
  /#\s?\d|\d{5,}|\d{3,}[ -]\d{3,}|(?<![\p{L}\p{N}-])(?=[\p{L}\p{N}-]*\p{L})(?=(?:[\p{L}\p{N}-]*\d){3})[\p{L}\p{N}-]{6,}/iu;
const OWN_MATTER =
  /(?<!\p{L})(?:my|our|meine?[nrms]?|unsere?[nrms]?|ma|mon|mes|notre|nos|mis?|nuestr[oa]s?|mi[oae]i?|minha?s?|meus?|nossa?s?|mijn|onze?) (?:\p{L}+ )?(?:order|account|booking|invoice|ticket|parcel|package|shipment|subscription|reservation|bestellung|konto|buchung|rechnung|paket|sendung|commande|compte|facture|colis|r[ée]servation|pedido|cuenta|factura|paquete|reserva|ordine|conto|fattura|pacco|prenotazione|encomenda|conta|fatura|rekening|boeking|factuur|pakket|bestelling)(?!\p{L})/iu;
const SAYS_WHO =
  /(?<!\p{L})(?:my name is|i am called|this is \p{L}+ (?:from|speaking)|mein name ist|ich hei(?:ß|ss)e|je m.?appelle|mon nom est|me llamo|mi nombre es|mi chiamo|il mio nome|meu nome|me chamo|mijn naam is|ik heet)(?!\p{L})/iu;

/** Begins as only a reply does. */
const CONTINUES = /^(?:and|but|or|also|what about|how about|und|aber|oder|et|mais|y|pero|maar) /iu;
/** Points at what was said before; in "how long does it take to …" it points at nothing. */
const POINTS =
  /\b(?:it|that|this|they|them|those|these)\b|(?:^| )(?:das|es|cela|ça|eso|esto|quello|questo|isso|dat|dit)$/iu;
const POINTS_AT_NOTHING =
  /\b(?:does|do|will|would|can|could|is|was)? ?it (?:takes? (?:to|for|until|before)|costs? to|(?:is )?possible to)\b/giu;
/** Words that name nothing. Beside one that does, a word that points still needs what was said before. */
const EMPTY_WORDS = new Set(
  (
    'it that this they them those these one a an the is are was were be do does did can could will would how what when ' +
    'where which who why much many long often far for to of in on at i you we my your and with there take cost get have ' +
    'ist sind kann ich wie was wann wo warum viel lange est ce que comment combien quand où pourquoi qué cuánto cómo ' +
    'cuándo è quanto come quando como hoe hoeveel wat wanneer das es cela ça eso esto quello questo isso dat dit ' +
    'kostet dauert coûte cuesta costa custa kost duurt'
  ).split(' '),
);

/** Words that are polite and say nothing, without accents: dropped at the beginning and at the end. */
const POLITE = new Set(
  [
    'hi|hello|hey|hi there|hello there|hey there|good morning|good afternoon|good evening|good day|dear team|dear support|hi team|hello team',
    'please|pls|plz|kindly|excuse me|thanks|thank you|thank you very much|thank you so much|thanks a lot|many thanks|thx|thanks in advance|thank you in advance|cheers',
    'quick question|i have a question|i have a quick question|just wondering|i was wondering|i am wondering|i wonder',
    'can you tell me|could you tell me|can you please tell me|could you please tell me|would you tell me|please tell me|tell me|can i ask|may i ask',
    'i want to know|i would like to know|i need to know|can you explain|could you explain|please explain',
    'hallo|guten tag|guten morgen|guten abend|moin|servus|bitte|danke|vielen dank|danke schon|kannst du mir sagen|konnen sie mir sagen|konnten sie mir sagen|kannst du mir bitte sagen|konnen sie mir bitte sagen|konnten sie mir bitte sagen|ich mochte wissen|ich wurde gern wissen|ich wurde gerne wissen|ich habe eine frage|kurze frage',
    'bonjour|bonsoir|salut|merci|merci beaucoup|merci d avance|s il vous plait|s il te plait|svp|pouvez vous me dire|pourriez vous me dire|peux tu me dire|je voudrais savoir|j aimerais savoir|j ai une question',
    'hola|buenos dias|buenas tardes|buenas noches|buenas|por favor|gracias|muchas gracias|me puedes decir|me puede decir|puedes decirme|puede decirme|podria decirme|quisiera saber|quiero saber|me gustaria saber|tengo una pregunta',
    'ciao|salve|buongiorno|buonasera|per favore|grazie|grazie mille|puoi dirmi|puo dirmi|potrebbe dirmi|mi sa dire|vorrei sapere|ho una domanda',
    'ola|oi|bom dia|boa tarde|boa noite|obrigado|obrigada|muito obrigado|muito obrigada|pode me dizer|poderia me dizer|gostaria de saber|quero saber|tenho uma pergunta',
    'hoi|goedemorgen|goedemiddag|goedenavond|goedendag|alstublieft|alsjeblieft|aub|bedankt|dank je|dank u|dank je wel|dank u wel|kun je me vertellen|kunt u mij vertellen|ik wil graag weten|ik heb een vraag',
  ].flatMap((phrases) => phrases.split('|')),
);
const LONGEST_POLITE = 5;
/** "Do you know" is polite before a question, and the question itself before anything else. */
const DO_YOU_KNOW =
  /^(?:do you know|wei(?:ß|ss)t du|wissen sie|savez[ -]vous|sais[ -]tu|sabes|sa|sai|sabe|weet je|weet u) (?=(?:who|what|when|where|which|why|how|if|wer|was|wann|wo|wie|ob|warum|qui|quand|où|comment|combien|pourquoi|cuándo|dónde|cómo|cuánto|quando|dove|come|quanto|onde|como|wanneer|waar|hoe) )/u;

/** Short forms in full, so that both meet. A negation stays one. */
const SHORT_FORMS: [RegExp, string][] = [
  [/\bcan(?:'|no)t\b/g, 'can not'],
  [/\bwon't\b/g, 'will not'],
  [/n't\b/g, ' not'],
  [/\b(what|where|when|who|how|it|that|there)'s\b/g, '$1 is'],
  [/\bi'm\b/g, 'i am'],
  [/'re\b/g, ' are'],
  [/'ve\b/g, ' have'],
  [/'ll\b/g, ' will'],
  [/\bi'd like\b/g, 'i would like'],
  [/\be-mail/g, 'email'],
];

/** Marks say nothing, but within a number and as its sign; symbols (a currency, a plus) do. The first group is kept. */
const MARKS = /((?<=\d)[.,:/-](?=\d)|(?<=^|\s)-(?=\d)|[\p{L}\p{N}\p{M}\p{S}%&@#*/\s])|./gsu;
const PLEASE = new Set(['please', 'pls', 'plz', 'bitte']);

const unaccented = (text: string) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '');

/** Words without the polite ones before and after them. */
function withoutPoliteness(words: string[]): string[] {
  let rest = words;
  for (;;) {
    const shorter = withoutOne(rest);
    if (shorter === null) return rest;
    rest = shorter;
  }
}

function withoutOne(words: string[]): string[] | null {
  for (let length = Math.min(LONGEST_POLITE, words.length); length > 0; length -= 1) {
    if (POLITE.has(unaccented(words.slice(0, length).join(' ')))) return words.slice(length);
    if (POLITE.has(unaccented(words.slice(-length).join(' ')))) return words.slice(0, -length);
  }
  return null;
}

/**
 * The text without what does not change its meaning: case, marks, spaces, politeness. Negations, numbers with their
 * signs and names stay, as do the marks within numbers and the accents of words.
 */
function normalised(text: string): string {
  const plain = SHORT_FORMS.reduce(
    (whole, [short, full]) => whole.replace(short, full),
    text.normalize('NFKC').toLowerCase().replace(/[’`´]/g, "'"),
  ).replace(MARKS, (_, kept: string | undefined) => kept ?? ' ');
  const words = plain.split(/\s+/).filter((word) => word !== '' && !PLEASE.has(word));
  const rest = withoutPoliteness(words);
  return (rest.length > 0 ? rest : words).join(' ').replace(DO_YOU_KNOW, '');
}

/** Whether a normalised text is understood only after what was said before it. */
function leansOnOthers(key: string): boolean {
  if (CONTINUES.test(`${key} `)) return true;
  const said = key.replace(POINTS_AT_NOTHING, ' ');
  return POINTS.test(said) && said.split(' ').filter((word) => word !== '' && !EMPTY_WORDS.has(word)).length <= 1;
}

/**
 * The key under which the answer to a message may be stored and given to others of the same company: messages that
 * differ only in case, marks and politeness share it.
 * @param plan as `judgePlan` made it
 * @returns null when the message has personal context, or leans on what was said before: its answer is its writer's alone
 */
export function answerKey(text: string, plan: Plan): string | null {
  if (plan.name === 'complex' || text.length > LONGEST || holdsContact(text)) return null;
  if (IDENTIFIER.test(text) || SAYS_WHO.test(text) || (OWN_MATTER.test(text) && /\d{3}/.test(text))) return null;
  const key = normalised(text);
  if (!/[\p{L}\p{N}]/u.test(key) || leansOnOthers(key)) return null;
  return `${VERSION}:${createHash('sha256').update(key).digest('hex')}`;
}
