/** Questions for contact data, in the languages that are cheap to list. */
const ASKS_NAME =
  /(?<!\p{L})(?:your (?:full |first |last )?name|name (?:and|or|,)|who am i (?:speaking|talking) (?:to|with)|ihr(?:en)? namen?|wie heißen|votre nom|vous appelez|su nombre|cómo se llama|il suo nome|come si chiama|seu nome|uw naam)(?!\p{L})/iu;
const ASKS_PHONE =
  /(?<!\p{L})(?:(?:phone|telephone|mobile|cell|contact|callback)(?: number)?|number (?:to|we can|i can) (?:call|reach)|telefonnummer|handynummer|numéro de téléphone|teléfono|telefono|telefone|telefoonnummer)(?!\p{L})/iu;
const ASKS =
  /[?？]|(?<!\p{L})(?:please|kindly|may i have|could you|can you|provide|share|tell me|bitte|s'il vous pla[iî]t|por favor|per favore)(?!\p{L})/iu;

/** Longest text that is nothing but an answer. */
const MAX_ANSWER = 80;

/**
 * A short answer with the question's word in it, so that it can be read by itself: "kim lee" after "May I have your
 * name?" becomes "name: kim lee", and digits after a question for a phone number become one.
 * @param before what was said to the visitor right before
 */
export function inAnswerTo(before: string | null, text: string): string {
  const answer = text.trim();
  if (!before || answer.length > MAX_ANSWER || answer.includes('\n') || !ASKS.test(before)) return text;
  const called = ASKS_PHONE.test(before) ? answer.replace(/(?<![\p{L}\p{Nd}])(?=[+(]?\p{Nd})/u, ', phone ') : answer;
  const isName = ASKS_NAME.test(before) && !/[?？]$/.test(answer) && /^\p{L}/u.test(answer);
  return isName && !/^(?:my |full |it's |its |i'm |i am |this is )|name/iu.test(answer) ? `name: ${called}` : called;
}
