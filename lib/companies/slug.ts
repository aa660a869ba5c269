const MAX = 40;

/**
 * A company's name as a slug: lower-case letters, digits and hyphens, at most 40 characters.
 * @returns `company` for a name that has no Latin letter or digit
 */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX)
    .replace(/^-+|-+$/g, '');
  return slug || 'company';
}
