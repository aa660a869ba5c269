import { describe, expect, it } from 'vitest';
import { composeAnswer } from './compose';
import { SPOKEN } from './language';
import { sentencesOf } from './quoting/sentences';
import type { BuiltInOptions, CitablePassage } from './schema';

const returns: CitablePassage = {
  number: 1,
  title: 'Returns › How to return',
  body: 'You can return unused items within 60 days of delivery. Refunds reach your account within 5 working days.\n\nTo send something back:\n\n1. Open your order.\n2. Choose **Return items**.\n3. Print the [label](https://example.com/label).',
};
const shipping: CitablePassage = {
  number: 2,
  title: 'Shipping › Delivery times',
  body: '| Country | Days |\n|---|---|\n| Germany | 2 |\n| France | 4 |\n\nStandard delivery is free from 50 euros.',
};

const ask = (question: string, passages: CitablePassage[] = [returns, shipping], more: Partial<BuiltInOptions> = {}) =>
  composeAnswer({
    question,
    passages,
    smallTalk: null,
    wantsPerson: false,
    sure: true,
    lookedUp: true,
    assistantName: 'Ada',
    companyName: 'Hillside',
    tone: 'friendly',
    ...more,
  });

describe('composeAnswer', () => {
  it('quotes the sentence that answers, with the number of its passage', () => {
    expect(ask('When do I get my refund?')).toContain('Refunds reach your account within 5 working days. [1]');
  });

  it('quotes a list whole and in order rather than one step of it', () => {
    expect(ask('How do I send something back?', [returns])).toBe(
      'To send something back:\n\n- Open your order.\n- Choose Return items.\n- Print the label. [1]',
    );
  });

  it('reads rows of a table with the names of their columns', () => {
    expect(ask('How many days to France?', [shipping])).toContain('France: days 4');
  });

  it('owns up when the closest passage may not be the answer', () => {
    const unsure = ask('When do I get my refund?', [returns], { sure: false });
    expect(unsure).toMatch(/^I am not sure that this answers your question\./);
    expect(unsure).toContain('Refunds reach your account within 5 working days. [1]');
  });

  it.each([
    [
      'in the passage',
      'Rules',
      'Tell us the order number.\n\n## What we cannot ship\n\n- fuel canisters\n- bear spray',
    ],
    [
      'alone on its line',
      'Rules',
      'Items are new:\n\n- with tags\n\nWhat we cannot ship\n\n- fuel canisters\n- bear spray',
    ],
    ['in the path', 'Rules › What we cannot ship', '- fuel canisters\n- bear spray'],
  ])('quotes a list under its heading (%s), lest it say the opposite', (_, title, body) => {
    for (const question of ['Can you ship fuel canisters?', 'How can I get fuel canisters?'])
      expect(ask(question, [{ number: 1, title, body }])).toMatch(
        /^What we cannot ship:\n\n- fuel canisters(?:\n- bear spray)? \[1\]$/,
      );
  });

  it('knows what the figures of a table are about by its title', () => {
    expect(ask('How long does delivery take?')).toContain('- Germany: days 2\n- France: days 4');
  });

  it.each(['asdfghjkl', '🎒🎒', 'how much is it?'])(
    'owns up when nothing of the question (%s) stands there',
    (question) => {
      expect(ask(question)).toMatch(/^I am not sure that this answers your question\./);
    },
  );

  it('tells who asks for a person how to get one, unless a passage answers', () => {
    const wish = { wantsPerson: true };
    expect(ask('I want to talk to a human', [], { ...wish, sure: false })).toMatch(/^A person of the team can/);
    expect(ask('Can a human tell me when I get my refund?', [returns], wish)).toMatch(/Refunds reach your account/);
  });

  it('says nothing that is not in the passages', () => {
    const said = ask('What does standard delivery cost, and can I return?')
      .replace(/ \[\d\]/g, '')
      .replace(/^- /gm, '');
    const known = [returns, shipping].flatMap((passage) =>
      sentencesOf(passage).flatMap(({ text, heading }) => [text, `${heading}:`]),
    );
    for (const line of said.split(/\n+/)) {
      let rest = line;
      for (const sentence of known) rest = rest.replace(sentence, '');
      expect(rest.trim()).toBe('');
    }
  });

  it('says that it is not sure when nothing was found', () => {
    expect(ask('Who won the cup?', [])).toMatch(/^I am not sure: I found nothing/);
  });

  it('does not claim to have found nothing when it could not look', () => {
    const answer = ask('When do I get my refund?', [], { lookedUp: false });
    expect(answer).toMatch(/^I am not sure: I could not look/);
    expect(answer).not.toContain('found');
  });

  it.each(['greeting', 'thanks', 'goodbye', 'how-are-you', 'bot', 'name', 'abilities', 'joke', 'chat'] as const)(
    'answers small talk (%s) in every language it speaks, without citing',
    (smallTalk) => {
      const answers = SPOKEN.flatMap((language) =>
        (['friendly', 'formal'] as const).map((tone) => ask('hi', [], { smallTalk, language, tone })),
      );
      for (const answer of answers) {
        expect(answer).toMatch(/^\p{Lu}.{10,}[.?]$/u);
        expect(answer).not.toMatch(/\[\d\]|[{}]/);
      }
      expect(new Set(answers).size).toBeGreaterThanOrEqual(SPOKEN.length);
    },
  );

  it.each([
    ['de', 'Wie viel kostet der Versand in die Schweiz?', 'Ich bin nicht sicher'],
    ['fr', 'Combien coûte la livraison en Suisse ?', 'Je ne suis pas sûr'],
    ['es', '¿Cuánto cuesta el envío a Suiza?', 'No estoy seguro'],
    ['it', 'Quanto costa la spedizione in Svizzera?', 'Non sono sicuro'],
    ['pt', 'Quanto custa o envio para a Suíça?', 'Não tenho certeza'],
    ['nl', 'Hoeveel kost de verzending naar Zwitserland?', 'Ik weet het niet zeker'],
    ['en', 'How much is shipping to Switzerland?', 'I am not sure'],
    ['zh', '寄到瑞士要多少钱？', 'I am not sure'],
  ])('owns up in the language of the question (%s)', (_, question, beginning) => {
    expect(ask(question, [])).toMatch(new RegExp(`^${beginning}`));
    expect(ask(question, [], { lookedUp: false })).not.toBe(ask(question, []));
  });

  it('goes by what was written before where a question is too short to tell its language', () => {
    expect(ask('Express?', [], { earlier: ['Wie lange dauert der Versand in die Schweiz?'] })).toMatch(
      /^Ich bin nicht/,
    );
  });

  it.each([
    ['你好', 'greeting', 'other', 'Hello. I am Ada'],
    ['dziękuję', 'thanks', 'other', 'You are welcome.'],
    ['Guten Morgen', 'greeting', 'de', 'Hallo. Ich bin Ada'],
    ['merci beaucoup', 'thanks', 'fr', 'Je vous en prie.'],
  ] as const)(
    'answers %j in its own language or in English, whatever came before',
    (said, smallTalk, language, reply) => {
      const earlier = ['Quanto custa o envio para a Suíça?', 'Obrigado'];
      expect(ask(said, [], { smallTalk, language, earlier })).toMatch(new RegExp(`^${reply}`));
    },
  );

  it('takes note of an "ok" in the language that was spoken, and thanks nobody', () => {
    const ok = (earlier: string[]) => ask('ok', [], { smallTalk: 'thanks', acknowledges: true, earlier });
    expect(ok([])).toBe('Good. Is there anything else I can help with?');
    expect(ok(['Wo ist mein Paket?'])).toMatch(/^Gut\. Kann ich/);
  });

  it.each([
    ['jo@example.com', null, 'Thank you. A person of the team will write to jo@example.com.'],
    [null, '+1 415 200 7788', 'Thank you. A person of the team will call +1 415 200 7788.'],
    ['a@b.com', '+1 415', 'Thank you. A person of the team will write to a@b.com or call +1 415.'],
  ])('thanks for contact data (%s, %s) and names it, whatever was found', (email, phone, thanks) => {
    const contact = { email, phone, rest: '' };
    for (const sure of [true, false])
      for (const passages of [[], [returns]])
        expect(ask('my email', passages, { contact, sure, wantsPerson: true, lookedUp: sure })).toBe(thanks);
  });

  it('answers the question beside contact data first, in so far as the passages do', () => {
    const rest = 'When do I get my refund?';
    const contact = { email: 'jo@example.com', phone: null, rest };
    expect(ask(`${rest} My mail is jo@example.com`, [returns], { contact })).toMatch(
      /Refunds reach your account within 5 working days\. \[1\].*\n\nThank you\. A person .* jo@example\.com\.$/s,
    );
    expect(ask(rest, [returns], { contact, sure: false })).toMatch(/^Thank you\./);
    expect(ask('Wo ist mein Paket? jo@example.com', [], { contact })).toMatch(/^Danke\. .* jo@example\.com\.$/);
  });

  it('quotes less for who wants the point, and more for who wants all of it', () => {
    const body = Array.from({ length: 12 }, (_, index) => `Refunds of kind ${index} take ${index} days.`).join(' ');
    const count = (depth: BuiltInOptions['depth']) =>
      ask('How long do refunds take?', [{ number: 1, title: 'Refunds', body }], { depth }).match(/Refunds of/g)?.length;
    expect([count('concise'), count('balanced'), count('detailed')]).toEqual([2, 8, 12]);
  });

  const care: CitablePassage = {
    number: 1,
    title: 'Care: waterproof jackets › Wash · Never',
    body: 'A shell that is washed properly stays waterproof longer.\n\nWash\n\n1. Close all zippers.\n2. Machine wash at 30 °C.\n\nWhat you must not wash\n\n1. wax jackets',
  };
  const start: CitablePassage = {
    number: 2,
    title: 'How to start a return › Step by step',
    body: 'Step by step\n\n1. Open the menu.\n2. Print the label.\n\nSee also "Return policy".',
  };

  it.each(['concise', 'balanced', 'detailed'] as const)(
    'gives who asks how to do something the steps (%s)',
    (depth) => {
      const answer = ask('How do I wash a waterproof jacket?', [care], { depth });
      expect(answer).toContain('Wash:\n\n- Close all zippers.\n- Machine wash at 30 °C.');
      const policy = { number: 1, title: 'Return policy', body: 'You can return anything within 45 days.' };
      const elsewhere = ask('How do I return something?', [policy, start], { depth });
      expect(elsewhere).toContain('Step by step:\n\n- Open the menu.\n- Print the label. [2]');
      expect(elsewhere).not.toContain('See also');
    },
  );

  it('gives who wants the point nothing beside the steps but the sentence that answers best', () => {
    expect(ask('How do I wash a waterproof jacket?', [care], { depth: 'concise' })).toBe(
      'A shell that is washed properly stays waterproof longer.\n\nWash:\n\n- Close all zippers.\n- Machine wash at 30 °C. [1]',
    );
  });

  it('takes a list of what is not to be done for no steps', () => {
    const body = 'You can return anything within 45 days.\n\nWhat cannot be returned\n\n1. gift cards\n2. fuel';
    expect(ask('How do I return something?', [{ number: 1, title: 'Returns', body }], { depth: 'concise' })).toBe(
      'You can return anything within 45 days. [1]',
    );
  });

  it('does not cut a table in the middle for who wants the point', () => {
    const body = '| Store | Hours |\n|---|---|\n| Portland | 10–19 |\n| Denver | 10–20 |\n| Burlington | 10–18 |';
    const hours = [{ number: 1, title: 'Opening hours', body }];
    expect(ask('What are your opening hours?', hours, { depth: 'concise' }).match(/^- /gm)).toHaveLength(3);
  });

  it('continues a short answer with what it has not said', () => {
    const short = ask('When do I get my refund?', [returns], { depth: 'concise' });
    const more = ask('When do I get my refund?', [returns], { depth: 'detailed', continues: short });
    expect(more).toContain('[1]');
    for (const { text } of sentencesOf(returns)) expect(short.includes(text) && more.includes(text)).toBe(false);
    const all = ask('When do I get my refund?', [returns], { continues: `${short} ${more}` });
    expect(all).toMatch(/^Our help pages say no more/);
  });

  it('owns up to being an assistant', () => {
    expect(ask('are you human', [], { smallTalk: 'bot' })).toContain('an automated assistant of Hillside');
  });
});

describe('sentencesOf', () => {
  it('does not cut at abbreviations and numbers', () => {
    expect(
      sentencesOf({ number: 1, title: '', body: 'It weighs 1.5 kg. Use a small bag, e.g. a 20 litre one. Done.' }).map(
        ({ text }) => text,
      ),
    ).toEqual(['It weighs 1.5 kg.', 'Use a small bag, e.g. a 20 litre one.', 'Done.']);
  });

  it('takes no heading for a sentence, with or without its mark', () => {
    const body =
      'What we cannot ship\n\nWe cannot ship gas canisters.\n\n## Prices\n\nIt costs this much:\n\n- 5 euros';
    expect(sentencesOf({ number: 1, title: '', body }).map(({ text }) => text)).toEqual([
      'We cannot ship gas canisters.',
      'It costs this much:',
      '5 euros',
    ]);
  });

  it('drops headings, rules, images and markup', () => {
    expect(
      sentencesOf({ number: 1, title: '', body: '# Title\n\n![x](y.png) Plain *words* and `code`.\n\n---\n' }).map(
        ({ text }) => text,
      ),
    ).toEqual(['Plain words and code.']);
  });
});
