/** Tables for people and JSON for machines, written to bench/results under the day's date. */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** A Markdown table that can be read unrendered too: the first column stands to the left, the others to the right. */
export function markdownTable(head: string[], rows: string[][]): string {
  const widths = head.map((title, index) => Math.max(3, title.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const line = (cells: string[]) =>
    `| ${cells.map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, index) => (index === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

/** @returns the path of the Markdown file */
export async function writeResult(name: string, markdown: string, data: unknown): Promise<string> {
  const folder = fileURLToPath(new URL('./results/', import.meta.url));
  await mkdir(folder, { recursive: true });
  const path = `${folder}${new Date().toISOString().slice(0, 10)}-${name}`;
  await writeFile(`${path}.md`, markdown);
  await writeFile(`${path}.json`, `${JSON.stringify(data, null, 2)}\n`);
  return `${path}.md`;
}
