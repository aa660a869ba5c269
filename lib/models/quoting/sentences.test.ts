import { describe, expect, it } from 'vitest';
import { sentencesOf } from './sentences';

const said = (body: string) =>
  sentencesOf({ number: 1, title: 'Cabins', body }).map(({ text, heading }) => [text, heading]);

describe('a line without a full stop', () => {
  it('is a sentence where nothing stands under it', () => {
    expect(said('Dogs cost 7 EUR per night in the lake cabins')).toEqual([
      ['Dogs cost 7 EUR per night in the lake cabins', null],
    ]);
    expect(said('Cabins sleep four.\n\nDogs cost 7 EUR per night')).toEqual([
      ['Cabins sleep four.', null],
      ['Dogs cost 7 EUR per night', null],
    ]);
    expect(said('Dogs cost 7 EUR per night\n\n## Parking\n\nParking is free.')).toEqual([
      ['Dogs cost 7 EUR per night', null],
      ['Parking is free.', 'Parking'],
    ]);
  });

  it('is a heading over what follows, and says nothing itself', () => {
    expect(said('What dogs cost per night\n\nSeven euros.')).toEqual([['Seven euros.', 'What dogs cost per night']]);
    expect(said('What dogs cost per night\n\n- Small: 7 EUR')).toEqual([['Small: 7 EUR', 'What dogs cost per night']]);
  });

  it('of a word or two is a heading even over nothing', () => {
    expect(said('Cabins sleep four.\n\nSee also')).toEqual([['Cabins sleep four.', null]]);
  });
});
