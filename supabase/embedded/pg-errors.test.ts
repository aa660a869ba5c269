import { describe, expect, it } from 'vitest';
import { bodyOf, isPgError, statusOf } from './pg-errors.ts';

describe('statusOf', () => {
  it.each([
    ['P0001', 400],
    ['P0002', 500],
    ['23505', 409],
    ['23503', 409],
    ['23514', 400],
    ['42501', 403],
    ['42P01', 404],
    ['42883', 404],
    ['22P02', 400],
    ['40001', 500],
    ['53300', 503],
    ['57014', 500],
    ['PT429', 429],
    ['PT999', 500],
    ['PTxyz', 500],
  ])('%s is %i', (code, status) => {
    expect(statusOf(code, false)).toBe(status);
  });

  it('asks somebody without an identity to sign in', () => {
    expect(statusOf('42501', true)).toBe(401);
  });
});

describe('isPgError and bodyOf', () => {
  it('tell database errors from others, and fill what is missing with null', () => {
    const error = Object.assign(new Error('stop'), { code: 'P0001', hint: 'go round' });
    expect(isPgError(error)).toBe(true);
    expect(isPgError(new Error('stop'))).toBe(false);
    expect(isPgError(Object.assign(new Error('gone'), { code: 'ECONNRESET' }))).toBe(false);
    expect(isPgError(null)).toBe(false);
    expect(bodyOf(error)).toEqual({ code: 'P0001', details: null, hint: 'go round', message: 'stop' });
  });
});
