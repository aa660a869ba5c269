/**
 * Builds public/widget.js from widget/ and holds it to its byte budget.
 * Usage: npm run build:widget
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Plugin, transform } from 'esbuild';
import { minifySync } from 'vite';

/** What visitors download, at most, in gzipped bytes. */
const BUDGET = 12 * 1024;
/**
 * Names that the widget's modules use among themselves alone, made short: none is read or set on the browser's objects,
 * none is sent or stored, none is looked up by a string.
 */
const PRIVATE_NAMES =
  /^(accepted|answer|apply|aria|ask|bar|children|class|element|endAnswer|entries|expectAnswer|forget|givesWay|isAnswered|kind|last|lastEventId|look|newest|question|questionOf|rate|readOnce|receive|restore|resume|retry|retryNow|schedule|source|tag|trouble|until|update|waitMs|watch)$/;
const root = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const cssText: Plugin = {
  name: 'css-text',
  setup(esbuild) {
    esbuild.onResolve({ filter: /\.css\?text$/ }, ({ path }) => ({
      path: root(`widget/${path.replace('?text', '')}`),
      namespace: 'css-text',
    }));
    esbuild.onLoad({ filter: /.*/, namespace: 'css-text' }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { loader: 'css', minify: true });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

const { outputFiles } = await build({
  entryPoints: [root('widget/main.ts')],
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2021',
  mangleProps: PRIVATE_NAMES,
  charset: 'utf8',
  legalComments: 'none',
  // Nothing here behaves otherwise in strict mode; saying so takes bytes.
  tsconfigRaw: { compilerOptions: { strict: false } },
  plugins: [cssText],
  write: false,
});
// esbuild makes one file of the modules; Oxc's minifier then saves 3 % more (400 bytes gzipped) than esbuild's own.
const { code } = minifySync('widget.js', outputFiles[0]?.text ?? '', { compress: { target: 'es2021' } });
const bytes = Buffer.from(code);
const size = gzipSync(bytes, { level: 9 }).length;
const figures = `${(size / 1024).toFixed(2)} KB gzipped of ${BUDGET / 1024} KB, ${(bytes.length / 1024).toFixed(1)} KB plain`;
if (size > BUDGET) {
  process.stderr.write(`public/widget.js would be over its budget: ${figures}.\n`);
  process.exit(1);
}
await writeFile(root('public/widget.js'), bytes);
process.stdout.write(`public/widget.js: ${figures}.\n`);
