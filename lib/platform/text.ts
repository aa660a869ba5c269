/** Whether PostgreSQL can store a text as it is: it knows no U+0000, and half a character has no UTF-8 form. */
export const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/** The first `max` UTF-16 units of a text, or one less where the cut would halve a character. */
export const firstOf = (text: string, max: number): string => text.slice(0, max).replace(/[\ud800-\udbff]$/, '');

/**
 * Makes a text that comes in pieces storable: a character that is cut in two waits for its other half, and what
 * cannot be stored is dropped (U+0000) or replaced by U+FFFD (a half without the other).
 * @returns a function that takes the pieces in order and gives each back cleaned, possibly empty
 */
export function storablePieces(): (piece: string) => string {
  let half = '';
  return (piece) => {
    const text = half + piece.replaceAll('\0', '');
    const whole = firstOf(text, text.length);
    half = text.slice(whole.length);
    return whole.toWellFormed();
  };
}
