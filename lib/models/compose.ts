import { asSpoken, spokenLanguage } from './language';
import { PHRASES, type Phrases } from './phrases';
import { chooseSentences } from './quoting/choose';
import { layOut } from './quoting/lay-out';
import { type Question, readQuestion } from './quoting/question';
import { rankSentences, type Sentence } from './quoting/score';
import { termsOf } from './quoting/words';
import type { BuiltInOptions, LeftContact } from './schema';

/** Passages found by what was said before share no word with the question itself: such an answer is a guess. */
function answersTo({ terms }: Question, chosen: readonly Sentence[]): boolean {
  const quoted = new Set(chosen.flatMap(({ text, passage }) => termsOf(`${passage.title} ${text}`)));
  return terms.some((term) => quoted.has(term));
}

/** The thanks to who left contact data, naming it. */
function thankFor({ email, phone }: LeftContact, { contact }: Phrases): string {
  const said = email && phone ? contact.both : email ? contact.email : contact.phone;
  return said.replaceAll('{email}', () => email ?? '').replaceAll('{phone}', () => phone ?? '');
}

/** The whole answer of the built-in model. Never says anything about the company that is not in a passage. */
export function composeAnswer(options: BuiltInOptions): string {
  const { passages, tone, assistantName, companyName, contact, language, continues } = options;
  const own = () =>
    PHRASES[language ? asSpoken(language) : spokenLanguage(options.message ?? options.question, options.earlier)];
  if (options.smallTalk) {
    const phrases = own();
    if (options.acknowledges) return phrases.acknowledged;
    const said = (tone === 'formal' && phrases.formal[options.smallTalk]) || phrases[options.smallTalk];
    return said.replaceAll('{assistant}', () => assistantName).replaceAll('{company}', () => companyName);
  }
  const question = readQuestion(contact ? contact.rest : options.question, options.earlier);
  const chosen = chooseSentences(question, rankSentences(question, passages), options);
  const sure = options.sure && (Boolean(continues) || answersTo(question, chosen));
  // A person will answer whatever the passages do not: there is nothing to own up to, and nothing more to leave.
  if (contact) return [...(sure ? [layOut(chosen)] : []), thankFor(contact, own())].join('\n\n');
  if (options.wantsPerson && !sure) return own().person;
  if (!options.lookedUp) return own().notLookedUp;
  if (chosen.length === 0) return continues ? own().nothingMore : own().nothingFound;
  const quoted = layOut(chosen);
  return sure || continues ? quoted : `${own().unsure}\n\n${quoted}`;
}
