/**
 * Run after every change of dependencies: `npm run lock:complete`. npm may leave packages for other platforms out of
 * the lock file, and `npm ci` on such a platform then refuses. This adds them: version, and the platform that their
 * names tell, which is all that npm needs to choose.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { type LockPackages, missingOptional, platformOf } from './lock-file.ts';

const FILE = 'package-lock.json';

const lock = JSON.parse(readFileSync(FILE, 'utf8')) as { packages: LockPackages };
for (const { name, version, path, dev } of missingOptional(lock.packages)) {
  lock.packages[path] = { version, ...platformOf(name), ...(dev ? { dev: true } : {}), optional: true };
  console.log(`added ${path}`);
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
