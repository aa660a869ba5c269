/** Tag characters of Unicode: nobody sees them, and they spell any Latin text. */
const TAGS = /[\u{e0000}-\u{e007f}]/gu;
/**
 * Signs without width in a row, and selectors of variants in a row: single ones join letters and choose the form of a sign,
 * several in a row spell what nobody sees.
 */
const WITHOUT_WIDTH = /[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]{2,}/gu;
const VARIANTS = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{2,}/gu;

/** A text without signs that are only for machines to read. */
export const withoutUnseenSigns = (text: string): string =>
  text.replace(TAGS, '').replace(WITHOUT_WIDTH, '').replace(VARIANTS, '');
