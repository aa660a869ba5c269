const END = /[.!?…。！？](?=["'”’)\]]*(?:\s|$))|\n/g;

/** Markdown marks and citation numbers are noise to the ear. */
const spoken = (text: string): string =>
  text
    .replace(/\[\d+\]|\]\([^\s)]*\)|[*_`#>[\]]+/g, '')
    .replace(/\s+/g, ' ')
    .trim();

/**
 * Cuts a growing text into whole sentences, for a live region: single tokens would make a screen reader stutter.
 * @returns a function that takes the text so far and whether it is complete, and returns what is new to say
 */
export function sentenceReader(): (text: string, complete: boolean) => string {
  let said = 0;
  return (text, complete) => {
    // Another text has taken the place of what was there.
    if (text.length < said) said = 0;
    let end = complete ? text.length : said;
    if (!complete) {
      END.lastIndex = said;
      // A mark at the very end may still grow ("1." of "1.5"); the next token tells.
      for (let found = END.exec(text); found && END.lastIndex < text.length; found = END.exec(text))
        end = END.lastIndex;
    }
    const fresh = spoken(text.slice(said, end));
    said = end;
    return fresh;
  };
}
