// Own code: mammoth reads hidden runs, and offers no way to tell them.

/** Tags of WordprocessingML that tell what is hidden, whatever their prefix. */
const TAGS =
  /<(\/?)(?:[\w.-]+:)?(p|r|style|pStyle|rStyle|basedOn|vanish|webHidden|specVanish)(?=[\s/>])((?:[^>"']|"[^"]*"|'[^']*')*)>/g;
const HIDING = new Set(['vanish', 'webHidden', 'specVanish']);

const attribute = (text: string, name: string): string | undefined =>
  new RegExp(`(?:^|\\s)(?:[\\w.-]+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`)
    .exec(text)
    ?.slice(1)
    .find((value) => value !== undefined);

/** Whether a property is on (ISO 29500-1, 17.17.4): it is when it says nothing else. */
const isOn = (attributes: string): boolean => !/^(?:0|false|off)$/.test(attribute(attributes, 'val')?.trim() ?? '');

const withoutComments = (xml: string): string => xml.replace(/<!--[\s\S]*?(?:-->|$)/g, '');

/** Ids of the styles, of runs and of paragraphs, whose text is hidden: by themselves or by the style they build on. */
export function hiddenStyles(parts: string[]): Set<string> {
  const hidden = new Map<string, boolean>();
  const bases = new Map<string, string>();
  for (const part of parts) {
    let id: string | null = null;
    for (const [, end, name = '', attributes = ''] of withoutComments(part).matchAll(TAGS)) {
      if (name === 'style') id = end ? null : (attribute(attributes, 'styleId') ?? null);
      else if (id !== null && name === 'basedOn') bases.set(id, attribute(attributes, 'val') ?? '');
      else if (id !== null && !end && HIDING.has(name)) hidden.set(id, isOn(attributes) || hidden.get(id) === true);
    }
  }
  const isHidden = (id: string, depth: number): boolean => {
    const base = bases.get(id);
    return hidden.get(id) ?? (base !== undefined && depth < 20 && isHidden(base, depth + 1));
  };
  return new Set([...hidden.keys(), ...bases.keys()].filter((id) => isHidden(id, 0)));
}

/** A run while it is open; `depth` tells what belongs to it from what stands in a text box inside of it. */
type Run = { start: number; depth: number; hides: boolean | null; byStyle: boolean };

/** A part of a document without the runs that nobody sees. What a run says of itself goes before its styles. */
export function withoutHidden(part: string, styles: Set<string>): string {
  const xml = withoutComments(part);
  const paragraphs: { hidden: boolean }[] = [];
  const runs: Run[] = [];
  const unseen: { start: number; end: number }[] = [];
  for (const { 0: tag, 1: end, 2: name = '', 3: attributes = '', index } of xml.matchAll(TAGS)) {
    if (attributes.endsWith('/') && (name === 'p' || name === 'r')) continue;
    const run = runs.at(-1);
    const own = run?.depth === paragraphs.length ? run : undefined;
    const isNamed = () => styles.has(attribute(attributes, 'val') ?? '');
    if (name === 'p') {
      if (end) paragraphs.pop();
      else paragraphs.push({ hidden: false });
    } else if (name === 'r' && !end) runs.push({ start: index, depth: paragraphs.length, hides: null, byStyle: false });
    else if (name === 'r' && run) {
      runs.pop();
      const hides = run.hides ?? (run.byStyle || paragraphs.at(-1)?.hidden === true);
      if (hides) unseen.push({ start: run.start, end: index + tag.length });
    } else if (name === 'pStyle') for (const paragraph of paragraphs.slice(-1)) paragraph.hidden = isNamed();
    else if (name === 'rStyle' && own) own.byStyle = isNamed();
    else if (HIDING.has(name) && own && !end) own.hides = isOn(attributes) || own.hides === true;
  }
  const kept: string[] = [];
  let from = 0;
  for (const { start, end } of unseen.sort((one, other) => one.start - other.start)) {
    if (start >= from) kept.push(xml.slice(from, start));
    from = Math.max(from, end);
  }
  return kept.join('') + xml.slice(from);
}
