/**
 * The country whose phone numbers a visitor writes without a country code: the one of the browser's locale, or the one
 * where most speakers of its language live.
 * @param locale such as `de-AT` or `fr`
 * @returns ISO 3166 code; null when there is no locale or it is none
 */
export function regionOf(locale: string | null): string | null {
  if (!locale) return null;
  try {
    const known = new Intl.Locale(locale.replaceAll('_', '-'));
    return known.region ?? known.maximize().region ?? null;
  } catch {
    // The browser of a stranger sent it: what is no locale names no country.
    return null;
  }
}
