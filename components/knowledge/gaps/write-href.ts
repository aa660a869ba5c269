/** The page that opens the form for a new article with this title. */
export const writeHref = (title: string): string => `/knowledge?write=${encodeURIComponent(title)}`;
