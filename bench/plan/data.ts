/** Messages with what they are, as they lie beside the project. None of it is copied into the product. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const FOLDER = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

/**
 * CLINC150's intents that are small talk for a support assistant: all of its small-talk domain. Its yes, no, maybe,
 * repeat, cancel and the rest of its meta domain are not: they mean something only after what was said before, so they
 * count as real messages here.
 */
export const SMALL_TALK_INTENTS = new Set([
  'greeting',
  'goodbye',
  'thank_you',
  'are_you_a_bot',
  'what_is_your_name',
  'who_made_you',
  'who_do_you_work_for',
  'what_can_i_ask_you',
  'how_old_are_you',
  'where_are_you_from',
  'tell_joke',
  'meaning_of_life',
  'do_you_have_pets',
  'what_are_your_hobbies',
  'fun_fact',
]);

/** A message. `half`: chosen (rules and weights were made on it) or held out (only measured). */
export type Message = { text: string; intent: string; smallTalk: boolean; half: 'chosen' | 'held out' };

const path = (name: string) => `${FOLDER}${name}`;
const HALVES = ['chosen', 'held out'] as const;
/** Where a source knows no halves of its own: every other message. */
const everyOther = (index: number) => HALVES[index % 2] ?? 'chosen';

/** @returns undefined where the data is not there */
export function readClinc(): Message[] | undefined {
  const file = path('1-intent/clinc150/data.json.gz');
  if (!existsSync(file)) return undefined;
  const lists = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as Record<string, [string, string][]>;
  return Object.entries(lists).flatMap(([name, rows]) =>
    rows.map(([text, intent]) => ({
      text,
      intent,
      smallTalk: SMALL_TALK_INTENTS.has(intent),
      half: name.endsWith('train') ? ('chosen' as const) : ('held out' as const),
    })),
  );
}

/** Questions of a bank's customers. */
export function readBanking(): Message[] | undefined {
  const file = path('1-intent/banking77/train.csv');
  if (!existsSync(file)) return undefined;
  const rows = [...readFileSync(file, 'utf8').matchAll(/^(?:"((?:[^"]|"")*)"|([^",\n][^,\n]*)),([a-z_A-Z?]+)\r?$/gm)];
  return rows.slice(1).map(([, quoted, bare, intent], index) => ({
    text: quoted?.replaceAll('""', '"') ?? bare ?? '',
    intent: intent ?? '',
    smallTalk: false,
    half: everyOther(index),
  }));
}

/** What people asked about help pages, each turn's newest words. */
export function readHelpQuestions(): Message[] | undefined {
  const file = path('2-kb/doc2dial/questions.jsonl.gz');
  if (!existsSync(file)) return undefined;
  return gunzipSync(readFileSync(file))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line, index) => {
      const { domain, turns_newest_first } = JSON.parse(line) as { domain: string; turns_newest_first: string[] };
      const text = turns_newest_first[0]?.replace(/^user:\s*/, '') ?? '';
      return { text, intent: domain, smallTalk: false, half: everyOther(index) };
    });
}

/** Guests of hotels and customers of banks; greetings and thanks among them are marked. Never used to choose anything. */
export function readHotelAndBank(): Message[] | undefined {
  const files = ['banking', 'hotels'].map((name) => path(`1-intent/nlupp/${name}.jsonl`));
  if (!files.every((file) => existsSync(file))) return undefined;
  return files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => {
        const { text, intents = [] } = JSON.parse(line) as { text: string; intents?: string[] };
        const smallTalk =
          intents.length > 0 && intents.every((intent) => /^(?:greet|thank|end_call|acknowledge)$/.test(intent));
        return { text, intent: intents.join('+'), smallTalk, half: 'held out' as const };
      }),
  );
}

const SERVICE_SMALL_TALK = new Set(['openinggreeting', 'closinggreeting', 'thankyou']);
/** Answers to questions of the agent, which say nothing alone, and what fits no label. */
const SERVICE_REPLIES = new Set(['contentonly', 'confirmation', 'rejection', 'outofdomain', '']);

/**
 * Customers of an airline, a fast-food shop and a cable company in chats, lower-cased and labelled turn by turn by
 * crowd workers; turns that merely reply are left out. Never used to choose anything.
 */
export function readServiceChats(): Message[] | undefined {
  const files = ['airline', 'fastfood', 'media'].flatMap((name) =>
    ['train', 'dev'].map((part) => path(`3-conversations/multidogo/${name}.${part}.tsv.gz`)),
  );
  if (!files.every((file) => existsSync(file))) return undefined;
  return files.flatMap((file) =>
    gunzipSync(readFileSync(file))
      .toString('utf8')
      .split('\n')
      .slice(1)
      .flatMap((line) => {
        const [, , , text = '', , intent = ''] = line.split('\t');
        if (SERVICE_REPLIES.has(intent) || text === '') return [];
        return [{ text, intent, smallTalk: SERVICE_SMALL_TALK.has(intent), half: 'held out' as const }];
      }),
  );
}
