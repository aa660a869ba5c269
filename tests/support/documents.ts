/** Small real documents, made by hand: what programs export, without binary files in the repository. */
import { strToU8, zipSync } from 'fflate';

/** A line of a PDF's page: place in points from the lower left corner of 595 × 842, size of its letters in points. */
export type PdfLine = { text: string; x?: number; y: number; size?: number };

/** A PDF with these lines, in Helvetica (Latin-1); pages without lines are as empty as those of a scan. */
export function pdfOf(
  pages: PdfLine[][],
  { title = '', outline = [] as string[], encrypted = false } = {},
): Uint8Array {
  const objects: string[] = [];
  const add = (body: string) => objects.push(body);
  const first = 3 + (outline.length > 0 ? outline.length + 1 : 0);
  const pageNumber = (index: number) => first + 1 + index * 2;
  const kids = pages.map((_, index) => `${pageNumber(index)} 0 R`).join(' ');
  add(`<< /Type /Catalog /Pages 2 0 R ${outline.length > 0 ? '/Outlines 4 0 R' : ''} >>`);
  add(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`);
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  if (outline.length > 0) {
    add(`<< /Type /Outlines /First 5 0 R /Last ${4 + outline.length} 0 R /Count ${outline.length} >>`);
    for (const [index, name] of outline.entries()) {
      const next = index + 1 < outline.length ? `/Next ${6 + index} 0 R` : '';
      add(`<< /Title ${literal(name)} /Parent 4 0 R ${next} /Dest [${pageNumber(0)} 0 R /Fit] >>`);
    }
  }
  for (const lines of pages) {
    const content = lines
      .map(({ text, x = 72, y, size = 11 }) => `BT /F1 ${size} Tf ${x} ${y} Td ${literal(text)} Tj ET`)
      .join('\n');
    const contents = objects.length + 2;
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${contents} 0 R >>`,
    );
    add(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
  }
  add(`<< /Title ${literal(title)} >>`);
  const info = objects.length;
  // A standard security handler whose checks fit no password.
  if (encrypted)
    add(`<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <${'41'.repeat(32)}> /U <${'42'.repeat(32)}> >>`);
  let text = '%PDF-1.7\n';
  const offsets = objects.map((body, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const locked = encrypted ? `/Encrypt ${objects.length} 0 R /ID [<${'43'.repeat(16)}> <${'43'.repeat(16)}>]` : '';
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info ${info} 0 R ${locked} >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
}

const literal = (text: string) => `(${text.replace(/[\\()]/g, '\\$&')})`;

/** Lines of a page one under the other, from the top. */
export function column(texts: readonly string[], { top = 700, step = 14, size = 11, x = 72 } = {}): PdfLine[] {
  return texts.map((text, index) => ({ text, x, y: top - index * step, size }));
}

/** A Word document with this body, and more styles (WordprocessingML). */
export function docxOf(body: string, { title = '', styles = '' } = {}): Uint8Array {
  const types = [
    ['/word/document.xml', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'],
    ['/word/styles.xml', 'application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml'],
    ['/word/numbering.xml', 'application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml'],
  ];
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
  const style = (id: string, name: string) =>
    `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/></w:style>`;
  return zipSync({
    '[Content_Types].xml': strToU8(
      `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${types.map(([name, type]) => `<Override PartName="${name}" ContentType="${type}"/>`).join('')}</Types>`,
    ),
    '_rels/.rels': strToU8(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${office}/officeDocument" Target="word/document.xml"/></Relationships>`,
    ),
    'word/_rels/document.xml.rels': strToU8(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="s1" Type="${office}/styles" Target="styles.xml"/><Relationship Id="n1" Type="${office}/numbering" Target="numbering.xml"/></Relationships>`,
    ),
    'word/styles.xml': strToU8(
      `<w:styles ${w}>${style('Title', 'Title')}${style('Heading1', 'heading 1')}${style('Heading2', 'heading 2')}${styles}</w:styles>`,
    ),
    'word/numbering.xml': strToU8(
      `<w:numbering ${w}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>`,
    ),
    'docProps/core.xml': strToU8(
      `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${title}</dc:title></cp:coreProperties>`,
    ),
    'word/document.xml': strToU8(`<w:document ${w}><w:body>${body}</w:body></w:document>`),
  });
}

/** A paragraph of a Word document; the style is that of `docxOf`. */
export function paragraph(text: string, { style = '', list = false, hidden = false } = {}): string {
  const numbering = list ? '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' : '';
  const named = style ? `<w:pStyle w:val="${style}"/>` : '';
  return `<w:p><w:pPr>${named}${numbering}</w:pPr><w:r>${hidden ? '<w:rPr><w:vanish/></w:rPr>' : ''}<w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
}
