/**
 * Sentences that speak to an assistant instead of to readers: who hides "ignore your instructions" in a page means us.
 * The built-in model obeys nothing, but what it quotes as an answer would be believed by people. Patterns rather than a
 * model: what is skipped can be read here, and `npm run eval:answers` tells how many are found and how many sentences
 * of honest pages are taken for one.
 */

const ASSISTANT =
  '(?:ai|a\\.i\\.|llm|gpt|chat ?gpt|chat ?bot|bot|(?:language|ai) model|(?:ai|virtual|digital|chat|automated) (?:assistant|agent|system))';
const ORDERS =
  '(?:instructions?|prompts?|guidelines|rules|directives?|directions|configuration|programming|training|context|messages?)';
const READER = '(?:user|visitor|human|reader|person (?:asking|you are))s?';

const PATTERNS = [
  // Ignore all previous instructions.
  `\\b(?:ignore|disregard|forget|override|bypass|discard|neglect)\\b.{0,40}\\b(?:previous|prior|above|earlier|preceding|your|all|any|these|those|former|system|initial)\\b.{0,30}\\b(?:${ORDERS}|you (?:learned|were told|know|got))`,
  `\\b(?:ignore|disregard|forget)\\b.{0,20}\\b(?:${ORDERS}) (?:above|before|so far)\\b`,
  `\\b(?:ignore|disregard|forget) (?:everything|anything|all)\\b.{0,30}\\b(?:you|above|before|so far)\\b`,
  // The system prompt, by its names.
  `\\b(?:system|initial|hidden|secret|original|developer) ?(?:prompts?|messages?|instructions|configuration)\\b`,
  `\\bsystem_prompt\\b|\\binitiali[sz]ation string\\b`,
  `\\byour (?:(?:own|system|initial|original|hidden|secret|previous|current|full|exact) )*(?:prompt|instructions|guidelines|directives|programming)\\b(?! (?:from|for the|to the (?:bank|carrier)|letter|sheet|manual))`,
  `\\b(?:text|everything|words|instructions|prompt) (?:above|before this)\\b.{0,20}\\b(?:in full|verbatim|word for word|conversation)\\b`,
  `\\b(?:were|been|are) (?:you )?(?:told|given|instructed)\\b.{0,20}\\b(?:before this conversation|initially|not to (?:tell|reveal|share|disclose))`,
  `\\byou (?:are )?not supposed to (?:tell|say|reveal|share)\\b`,
  `\\b(?:rot13|base64)\\b.{0,40}\\b(?:encode|decode|prompt|text|instructions|given)\\b|\\b(?:encode|decode)\\b.{0,40}\\b(?:rot13|base64)\\b`,
  // You are now somebody else.
  `\\b(?:you are|you're) (?:now|no longer)\\b.{0,40}\\b(?:${ASSISTANT}|mode|dan|bound|restricted|limited|free|unrestricted|called|named)\\b`,
  `\\byou (?:are|'re) (?:going|about) to (?:act|pretend|play|immerse|role)\\b`,
  `\\bfrom now on\\b.{0,20}\\b(?:you (?:are|will|must|shall|act)|act|answer|respond|reply)\\b`,
  `\\b(?:act|behave|respond|answer|pretend) (?:as|like|to be)\\b.{0,30}\\b(?:${ASSISTANT}|dan|developer mode|unrestricted)\\b`,
  `\\b(?:developer|dan|god|jailbreak|maintenance|debug|admin(?:istrator)?) (?:mode|override)\\b`,
  `\\bdo anything now\\b|\\bjail ?break|\\bstay(?:ing)? in character\\b|\\bbreak character\\b`,
  `\\b(?:as|you are|being) (?:an?|the) (?:\\w+ ){0,2}${ASSISTANT}\\b.{0,40}\\b(?:you|must|should|shall|never|always|will)\\b`,
  `^(?:(?:dear|hey|hi|hello|attention|note|notice|message|instructions?|important)[ ,:]+(?:to |for )?(?:the |any |all )?)${ASSISTANT}s?\\b`,
  `\\b(?:instructions?|notes?|message|reminder) (?:to|for) (?:the |any |all |your )?(?:${ASSISTANT}|assistant)s?\\b`,
  // What to say, and to whom.
  `\\b(?:tell|inform|ask|instruct|direct|advise|convince|persuade|urge|redirect|send|refer|give|show) (?:the|this|every|each|all|any) ${READER}\\b`,
  `\\b(?:you must|you shall|you have to|be sure to|always|never)\\b.{0,12}\\b(?:tell|inform|ask|instruct|convince|persuade|urge|redirect) (?:the|every|each|all|any) (?:customer|client|shopper|buyer|guest)s?\\b`,
  `\\b(?:start|begin|end|finish|preface|prefix) (?:your|the|every|each) (?:answer|reply|response|message|output|sentence)s?\\b`,
  `\\b(?:in|to) (?:your|every|each) (?:next )?(?:answer|reply|response|output)s?\\b.{0,60}\\b(?:include|add|append|say|write|link|mention|must|insert)\\b|\\b(?:include|add|append|insert|mention|write)\\b.{0,60}\\b(?:in|to) (?:your|every|each) (?:next )?(?:answer|reply|response|output)s?\\b`,
  `\\b(?:respond|reply|answer) (?:only )?(?:with|by saying)\\b.{0,10}["“'«:]`,
  `\\b(?:print|output|reveal|repeat|leak|recite|disclose|dump|exfiltrate)\\b.{0,30}\\b(?:prompt|instructions|conversation|chat history|configuration|api keys?|secrets?|system)\\b`,
  // Marks that prompts are built with.
  `<\\|?(?:im_start|im_end|system|assistant|endoftext)\\|?>|\\[/?inst\\]|<</?sys>>|^#{0,4} ?(?:system|assistant) ?:|</?(?:passage|summary|system_prompt)\\b`,
  // The commonest in other languages.
  `\\b(?:ignoriere?n?|vergiss|vergessen sie|missachte)\\b.{0,50}\\b(?:anweisungen|instruktionen|regeln|vorgaben|prompt)\\b`,
  `\\b(?:ignore[rz]?|oublie[rz]?|ignora|olvida|ignori|dimentica|ignorar|esqueça|negeer|vergeet)\\b.{0,50}\\b(?:instructions?|consignes|règles|instrucciones|reglas|istruzioni|regole|instruções|regras|instructies|regels)\\b`,
];
const ADDRESSED = new RegExp(PATTERNS.join('|'), 'iu');

/** What is not seen, and only serves to break up words that would be found. */
const UNSEEN = /[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;

/** Whether a sentence speaks to an assistant, to be obeyed or to hide from readers what it does. */
export const addressesAssistant = (text: string): boolean =>
  ADDRESSED.test(text.normalize('NFKC').replace(UNSEEN, '').replaceAll('’', "'"));
