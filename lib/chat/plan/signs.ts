/** Signs in a message that it deserves the full treatment. Each is looked for in several languages, by words alone. */

/** Word boundaries that hold for letters of every alphabet, which `\b` does not. */
const anyOf = (...words: string[]) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join('|')})(?![\\p{L}\\p{N}])`, 'iu');

const CONTACT = [
  /[\p{L}\p{N}._%+-]@[\p{L}\p{N}-]{1,63}\.\p{L}{2,}/u,
  /(?:\+|(?<!\d)0)\d(?:[\s()./-]?\d){7}/,
  /(?<!\d)\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}(?!\d)/,
];

const BUYING = anyOf(
  'pricing|price list|quote|quotation|demo|(?:free )?trial|enterprise|bulk|wholesale|reseller|volume discount|invoice us',
  'talk to sales|sales team|contact sales|buy|purchase|order for (?:my|our) (?:company|team)|upgrade|subscribe',
  'angebot|kaufen|bestellen m[öo]chte|preisliste|gro(?:ß|ss)bestellung|mengenrabatt|vertrieb',
  'devis|acheter|tarifs?|essai gratuit|commande en gros|service commercial',
  'presupuesto|comprar|cotizaci[óo]n|al por mayor|prueba gratuita',
  'preventivo|comprare|acquistare|listino|all.ingrosso|prova gratuita',
  'or[çc]amento|atacado|cota[çc][ãa]o|teste gr[áa]tis',
  'offerte|kopen|prijslijst|groothandel|proefperiode',
);

const ANGER_WORDS = anyOf(
  'angry|furious|ridiculous|unacceptable|outrage(?:d|ous)|terrible|horrible|awful|worst|scam(?:med)?|fraud|lawyer|sue',
  'complain(?:t|ts|ing)?|disgusting|useless|fed up|sick of|never again|rip[- ]?off|wtf|bullshit|pathetic|incompetent|joke of a',
  'unversch[äa]mt(?:heit)?|unm[öo]glich|frechheit|w[üu]tend|betrug|abzocke|anwalt|beschwer(?:de|en)|schlechteste[rsn]?|nie wieder|katastrophe|zum kotzen',
  'inacceptable|honteux|scandaleux|arnaque|furieux|furieuse|avocat|plainte|inadmissible|ras le bol|nul(?:le)? à chier',
  'inaceptable|vergüenza|verguenza|estafa|furios[oa]|abogado|queja|horroroso|harto|harta|indignante',
  'inaccettabile|vergogna|vergognoso|truffa|furios[oa]|avvocato|reclamo|pessimo|schifo|stufo',
  'inaceit[áa]vel|vergonha|golpe|furios[oa]|advogado|reclama[çc][ãa]o|p[ée]ssimo|absurdo',
  'onacceptabel|schandalig|belachelijk|oplichting|woedend|advocaat|klacht|waardeloos',
);
const SHOUTING = /!{3,}|[?!]{4,}/;

const PERSON = anyOf(
  'human|real person|live (?:agent|chat|person)|agent|representative|someone real|(?:speak|talk|chat) (?:to|with) (?:a|an|some)(?:one|body)?|customer service rep',
  'mitarbeiter(?:in)?|(?:echte[nr]?|einem) menschen?|menschen? sprechen|jemand(?:en|em)? (?:sprechen|echtes)|kundenberater(?:in)?|berater(?:in)?',
  'parler à|parler a un|un humain|une vraie personne|un conseiller|une conseillère|un agent',
  'hablar con (?:una|un|alguien)|una persona real|un agente|un humano|asesor',
  'parlare con (?:una|un|qualcuno)|persona reale|un operatore|un operatrice|un umano',
  'falar com (?:uma|um|algu[ée]m)|pessoa real|um atendente|um humano|atendente',
  'met (?:een mens|iemand) (?:praten|spreken)|een medewerker|echt persoon|een mens',
);

/** "Are you a person?" asks what the assistant is, not for a person. */
const ASKS_WHAT_IT_IS =
  /\b(?:are|r|if) (?:you|u)\b|\b(?:you|u) (?:are|re|sound|seem)\b|\byou'?re\b|\bam i\b|\b(?:identify as|regard you|consider you)|\bis (?:this|it|that)\b|\b(?:bist du|sind sie|[eê]tes[- ]vous|es[- ]tu|eres|sei un|ben je|bent u)\b|você é/iu;
const ASKS_FOR_ONE =
  /\b(?:speak|talk|chat|connect|transfer|give me|get me|put me|pass me|want|need|prefer)(?:ing)?\b(?:(?!\bknow\b).){0,40}\b(?:human|person|agent|representative|some(?:one|body)|operator)\b/iu;

/** Whether somebody asks for a person instead of an answer. */
export function asksForPerson(text: string): boolean {
  return PERSON.test(text) && (!ASKS_WHAT_IT_IS.test(text) || ASKS_FOR_ONE.test(text.replace(/\bam i \w+/gi, '')));
}

/** Whether somebody is angry, by words or marks. */
export const isAngry = (text: string): boolean => ANGER_WORDS.test(text) || SHOUTING.test(text);

/** Whether a message holds an e-mail address or a phone number. */
export const holdsContact = (text: string): boolean => CONTACT.some((pattern) => pattern.test(text));

/** Whether somebody thinks of buying. */
export const wantsToBuy = (text: string): boolean => BUYING.test(text);

/** Question marks that end something; one in the middle of an address ends nothing. */
export const questionsIn = (text: string): number => text.match(/[?？؟](?=\s|$)/g)?.length ?? 0;
