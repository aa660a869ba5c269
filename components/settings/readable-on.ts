/**
 * Black or white, whichever reads better on a colour.
 * @param hex the background as `#rrggbb`
 */
export function readableOn(hex: string): '#000000' | '#ffffff' {
  const luminance = [1, 3, 5]
    .map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, index) => sum + value * ([0.2126, 0.7152, 0.0722][index] ?? 0), 0);
  // Contrast with white is 1.05 / (l + 0.05), with black (l + 0.05) / 0.05; they meet here.
  return luminance > 0.179 ? '#000000' : '#ffffff';
}
