/** Everyday conversations, composed from topics: a greeting or none, a few questions, thanks or silence. */
import type { Random } from './random.ts';
import type { Line, Script, Topic } from './scripts.ts';

const GREETINGS = ['Hi', 'hello', 'hey', 'Good morning', 'hi there', 'Hello', 'hey there'];
const GREETED = [
  'Hello. How can I help you today?',
  'Hello, what can I do for you?',
  'Hi. What would you like to know?',
];
const THANKS = [
  'thanks',
  'Thank you!',
  'ok thanks',
  'great, thank you',
  'perfect',
  'Thanks a lot',
  'thx',
  'cool thanks',
];
const WELCOME = ['You are welcome.', 'You are welcome. Have a good day.', 'Gladly. Write again at any time.'];
const NUDGES = ['hello?', 'are you there', '??', 'still there?'];
const AFTER_FAILURE = ['I am sorry, my last answer broke off. ', 'Sorry, that answer got lost. '];
const WANTS_PERSON = ['Can I talk to a person?', 'yes please', 'I would rather talk to a human', 'ok yes'];
const HANDED = [
  [
    'Hi, this is Maya. I have read the conversation, give me a minute to check.',
    'Done, I have noted it on your order. Anything else?',
  ],
  [
    'Hello, Tom here. Let me look into that for you.',
    'I asked the warehouse: it is fine, nothing more to do on your side.',
  ],
  ['Hi, Maya from the team here. I can take care of it.', 'All set. You get an e-mail about it today.'],
] as const;
const FIRST_NAMES = [
  'Alex',
  'Sam',
  'Jordan',
  'Mia',
  'Noah',
  'Ellie',
  'Ravi',
  'Chen',
  'Grace',
  'Hugo',
  'Ines',
  'Kofi',
  'Lena',
  'Omar',
  'Paige',
  'Quinn',
  'Rosa',
  'Theo',
  'Uma',
  'Wes',
  'Yara',
  'Zoe',
];
const PAGES = [
  '/',
  '/orders',
  '/products/traverse-60',
  '/products/hollow-20',
  '/products/summit-shell',
  '/returns',
  '/help',
  '/cart',
  '/stores',
];

/**
 * @param length how many topics; left out, as chance has it
 * @param daysAgo and the moment of the day are the caller's to choose
 */
export function composeEveryday(random: Random, topics: Topic[], length?: number): Script {
  const lines: Line[] = [];
  const say = (by: Line['by'], text: string, articles: string[] = [], shape: Line['shape'] = 'whole') =>
    lines.push({ by, text, articles, shape });
  const order = `LF204${random.whole(10000, 39999)}`;

  if (random.chance(0.22)) {
    say('visitor', random.pick(GREETINGS));
    say('assistant', random.pick(GREETED));
  }
  let handed = false;
  const count = length ?? random.pick([1, 1, 1, 1, 2, 2, 2, 3]);
  for (let asked = 0; asked < count && !handed; asked++) {
    const topic = random.pick(topics);
    const articles = topic.article ? [topic.article] : [];
    say('visitor', typed(random, random.pick(topic.questions).replaceAll('{order}', order)));
    answer(random, say, random.pick(topic.answers), articles);
    if (topic.article === null && random.chance(0.45)) {
      handed = true;
      handOver(random, say);
      break;
    }
    for (const { question, answer: reply } of topic.followUps) {
      if (!random.chance(length ? 0.8 : 0.36)) continue;
      say('visitor', typed(random, question));
      answer(random, say, reply, articles);
    }
  }
  if (!handed && random.chance(0.4)) {
    say('visitor', random.pick(THANKS));
    say('assistant', random.pick(WELCOME));
  }
  const named = random.chance(0.38) ? random.pick(FIRST_NAMES) : null;
  return {
    locale: random.pick(['en-US', 'en-US', 'en-US', 'en-US', 'en-GB', 'en-CA', 'en-AU']),
    page: random.pick(PAGES),
    name: named,
    email: named && random.chance(0.7) ? `${named.toLowerCase()}.${random.whole(100, 999)}@example.com` : null,
    daysAgo: 0,
    minutesAgo: null,
    open: false,
    lines,
  };
}

type Say = (by: Line['by'], text: string, articles?: string[], shape?: Line['shape']) => void;

/** Most answers come whole; some are slow, some break off, some never come and are asked for again. */
function answer(random: Random, say: Say, text: string, articles: string[]): void {
  const luck = random.next();
  if (luck < 0.02) {
    say('assistant', '', [], 'failed');
    say('visitor', random.pick(NUDGES));
    say('assistant', `${random.pick(AFTER_FAILURE)}${text}`, articles);
  } else if (luck < 0.035) {
    say('assistant', text.slice(0, Math.floor(text.length * random.between(0.35, 0.7))), [], 'interrupted');
  } else {
    say('assistant', text, articles, luck < 0.07 ? 'slow' : 'whole');
  }
}

function handOver(random: Random, say: Say): void {
  const [first, second] = random.pick(HANDED);
  say('visitor', random.pick(WANTS_PERSON));
  say('person', first);
  if (random.chance(0.6)) say('visitor', random.pick(['ok', 'thank you', 'sure, no hurry', 'great']));
  say('person', second);
  if (random.chance(0.6))
    say('visitor', random.pick(['No, that was it, thanks!', 'great, thank you', 'thanks, bye', 'ok 👍']));
}

/** As people type: now and then two letters change places. */
function typed(random: Random, text: string): string {
  if (text.length < 12 || !random.chance(0.12)) return text;
  const at = random.whole(3, text.length - 4);
  const [a = '', b = ''] = [text[at], text[at + 1]];
  return /[a-z]/.test(a) && /[a-z]/.test(b) ? text.slice(0, at) + b + a + text.slice(at + 2) : text;
}
