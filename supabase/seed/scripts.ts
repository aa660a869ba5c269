/** Reads the conversations that were written by hand (conversations/*.txt says how they are written). */

/** Who speaks, and for the assistant what became of the answer. */
export type Line = {
  by: 'visitor' | 'assistant' | 'person';
  text: string;
  articles: string[];
  shape: 'whole' | 'slow' | 'interrupted' | 'failed';
};

export type Script = {
  locale: string;
  page: string;
  name: string | null;
  email: string | null;
  daysAgo: number;
  /** Minutes ago of the last message; then the conversation is of the last hour and still open. */
  minutesAgo: number | null;
  open: boolean;
  lines: Line[];
};

/** One way through a topic: questions and answers to choose from. */
export type Topic = {
  article: string | null;
  questions: string[];
  answers: string[];
  followUps: { question: string; answer: string }[];
};

const SPEAKERS: Record<string, Pick<Line, 'by' | 'shape'>> = {
  V: { by: 'visitor', shape: 'whole' },
  P: { by: 'person', shape: 'whole' },
  A: { by: 'assistant', shape: 'whole' },
  S: { by: 'assistant', shape: 'slow' },
  I: { by: 'assistant', shape: 'interrupted' },
  X: { by: 'assistant', shape: 'failed' },
};

export function readScripts(text: string): Script[] {
  return text
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const [head = '', ...rest] = part.split('\n');
      const meta = new Map(head.split(' ').map((pair) => pair.split('=') as [string, string]));
      const minutes = meta.get('minutes');
      return {
        locale: meta.get('locale') ?? 'en-US',
        page: meta.get('page') ?? '/',
        name: meta.get('name') ?? null,
        email: meta.get('email') ?? null,
        daysAgo: Number(meta.get('days') ?? 0),
        minutesAgo: minutes === undefined ? null : Number(minutes),
        open: meta.get('open') === '1',
        lines: rest.filter((line) => line.trim() !== '').map(readLine),
      };
    });
}

function readLine(line: string): Line {
  const [, letter = '', said = ''] = /^([A-Z]):\s*(.*)$/.exec(line) ?? [];
  const speaker = SPEAKERS[letter];
  if (!speaker) throw new Error(`This line of a demo conversation names no speaker: ${line}`);
  const articles = [...said.matchAll(/\{([a-z0-9-]+)\}/g)].map((match) => match[1] ?? '');
  return { ...speaker, text: said.replace(/\s*\{[a-z0-9-]+\}/g, ''), articles };
}

export function readTopics(text: string): Topic[] {
  const topics: Topic[] = [];
  for (const line of text.split('\n')) {
    const article = /^\[([a-z0-9-]+)\]$/.exec(line)?.[1];
    if (article) {
      topics.push({ article: article === 'unknown' ? null : article, questions: [], answers: [], followUps: [] });
      continue;
    }
    const topic = topics.at(-1);
    const said = line.slice(2);
    if (line.startsWith('? ')) topic?.questions.push(said);
    if (line.startsWith('= ')) topic?.answers.push(said);
    if (line.startsWith('+ ')) topic?.followUps.push({ question: said, answer: '' });
    const asked = topic?.followUps.at(-1);
    if (line.startsWith('- ') && asked) asked.answer = said;
  }
  return topics;
}
