/** Keeps the reader's choice; without it the system's wish decides. */
export const THEME_COOKIE = 'halfsecond-theme';
