import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { InsightFacts } from './insight-facts';

const words = (intent: string, sentiment: number, language: string | null) =>
  renderToStaticMarkup(<InsightFacts insight={{ intent, sentiment, language }} />)
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

describe('InsightFacts', () => {
  it('says in words what was read', () => {
    expect(words('refund', -0.7, 'de')).toBe('About A refund or return Mood Very negative Written in German');
    expect(words('question', 0.1, null)).toBe('About A question Mood Neutral');
    expect(words('feedback', 0.3, 'en')).toBe('About Feedback Mood Positive Written in English');
  });

  it('knows no word for a kind that comes later', () => {
    expect(words('haiku', -0.3, 'xx')).toBe('About Something else Mood Negative Written in xx');
  });
});
