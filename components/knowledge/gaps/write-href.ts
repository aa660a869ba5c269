/** What stands in a label for personal data has no place in an article's title. */
const MASKS = /\[(?:name|e-mail|phone|company|link|number)\]/gu;

/** The page that opens the form for a new article, titled by a question. */
export const writeHref = (question: string): string => {
  const title = question.replace(MASKS, ' ').replace(/\s+/g, ' ').trim() || question;
  return `/knowledge?write=${encodeURIComponent(title)}`;
};
