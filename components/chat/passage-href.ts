type Cited = { sourceId: string; position?: number | null | undefined };

/** Where a citation leads: to the passage among the company's knowledge, or to its source where that is all that is known. */
export const passageHref = ({ sourceId, position }: Cited): string =>
  `/knowledge/${sourceId}${position === undefined || position === null ? '' : `#passage-${position + 1}`}`;
