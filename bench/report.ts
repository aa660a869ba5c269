/** Tables for people and JSON for machines, written to bench/results under the day's date. */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** A Markdown table; the first column is text, the others are numbers and stand to the right. */
export function markdownTable(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
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
