import { describe, expect, it } from 'vitest';
import { stem } from './features';
import { groupQuestions, MAX_GROUPED } from './group';

const asked = (...texts: string[]) => texts.map((text) => ({ text, language: null as string | null }));
const textsOf = (groups: { text: string }[][]) => groups.map((group) => group.map(({ text }) => text).sort());

describe('grouping questions', () => {
  it('puts the same question in other words together, and others apart', async () => {
    const groups = await groupQuestions(
      asked(
        'Do you ship to Norway?',
        'Can I pay with PayPal?',
        'how much is shipping to norway',
        'Is paypal possible?',
        'What about delivery and shipping for Norway customers?',
        'Are dogs allowed in your shops?',
      ),
    );
    expect(textsOf(groups)).toEqual([
      [
        'Do you ship to Norway?',
        'What about delivery and shipping for Norway customers?',
        'how much is shipping to norway',
      ],
      ['Can I pay with PayPal?', 'Is paypal possible?'],
      ['Are dogs allowed in your shops?'],
    ]);
  });

  it('keeps languages that are known apart, however alike the words', async () => {
    const groups = await groupQuestions([
      { text: 'Is the hotel sauna open?', language: 'en' },
      { text: 'Ist die Hotel Sauna offen?', language: 'de' },
      { text: 'hotel sauna open hours', language: 'en' },
    ]);
    expect(groups.map((group) => group.map(({ language }) => language))).toEqual([['en', 'en'], ['de']]);
  });

  it('groups what is not in English by words and letters', async () => {
    const groups = await groupQuestions(
      asked(
        'Versandkosten nach Österreich?',
        'Wie hoch sind die Versandkosten?',
        '返品の送料はいくらですか',
        '返品の送料について',
      ),
    );
    expect(textsOf(groups)).toEqual([
      ['Versandkosten nach Österreich?', 'Wie hoch sind die Versandkosten?'],
      ['返品の送料について', '返品の送料はいくらですか'],
    ]);
  });

  it('begins each group with its most typical question', async () => {
    const [group] = await groupQuestions(
      asked(
        'my cousin said that maybe gift vouchers expire at some point in time, or was it something else',
        'do gift vouchers expire',
        'when do gift vouchers expire',
      ),
    );
    expect(group?.[0]?.text).toMatch(/do gift vouchers expire$/);
  });

  it('always comes to the same, and takes the newest of very many', async () => {
    const many = asked(
      ...Array.from({ length: MAX_GROUPED + 50 }, (_, at) => `Where is parcel number ${at % 90} of shop ${at % 7}`),
    );
    const groups = await groupQuestions(many);
    expect(groups.flat()).toHaveLength(MAX_GROUPED);
    expect(groups.flat()).not.toContain(many[MAX_GROUPED]);
    expect(textsOf(await groupQuestions(many))).toEqual(textsOf(groups));
  });

  it('lets others go first between two of its steps', async () => {
    let steps = 0;
    let turns = 0;
    const groups = await groupQuestions(
      asked('Do you ship to Norway?', 'ship to norway', 'Is paypal possible?'),
      undefined,
      () => {
        steps += 1;
        return new Promise<void>(setImmediate).then(() => {
          turns += 1;
        });
      },
    );
    expect(groups).toHaveLength(2);
    expect(steps).toBeGreaterThan(20);
    expect(turns).toBe(steps);
  });

  it('has nothing to say about nothing, and bears texts without a word', async () => {
    expect(await groupQuestions([])).toEqual([]);
    expect((await groupQuestions(asked('???', '', '🙂'))).flat()).toHaveLength(3);
  });
});

it('reduces words to stems', () => {
  expect(['ship', 'shipping', 'shipped', 'ships'].map(stem)).toEqual(['ship', 'ship', 'ship', 'ship']);
  expect(['cancel', 'cancellation', 'policies', 'policy', 'boxes'].map(stem)).toEqual([
    'cancel',
    'cancellat',
    'policy',
    'policy',
    'box',
  ]);
});
