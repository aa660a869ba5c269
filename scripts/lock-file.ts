/** The lock file's packages by their place in node_modules. */
export type LockPackages = Record<string, Record<string, unknown>>;

export type MissingPackage = { name: string; version: string; path: string; dev: boolean };

/** Optional packages that some entry asks for and the lock file does not hold: those of other platforms. */
export function missingOptional(packages: LockPackages): MissingPackage[] {
  const missing = new Map<string, MissingPackage>();
  for (const [place, entry] of Object.entries(packages)) {
    const wanted = (entry.optionalDependencies ?? {}) as Record<string, string>;
    for (const [name, version] of Object.entries(wanted)) {
      if (placesToLook(place, name).some((path) => packages[path])) continue;
      const path = `node_modules/${name}`;
      missing.set(path, { name, version, path, dev: entry.dev === true });
    }
  }
  return [...missing.values()];
}

/** Where Node would find a package from a place: beside it, then further up. */
function placesToLook(place: string, name: string): string[] {
  const places: string[] = [];
  for (
    let base = place;
    ;
    base = base.includes('/node_modules/') ? base.slice(0, base.lastIndexOf('/node_modules/')) : ''
  ) {
    places.push(base === '' ? `node_modules/${name}` : `${base}/node_modules/${name}`);
    if (base === '') return places;
  }
}

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

/**
 * For which platform a package is, by the end of its name: `…-linux-x64-musl`.
 * @throws Error for a name that tells no processor: its entry needs a person
 */
export function platformOf(name: string): { os?: string[]; cpu: string[]; libc?: string[] } {
  const words = name.split(/[/-]/);
  const os = words.filter((word) => SYSTEMS.includes(word));
  const cpu = words.filter((word) => PROCESSORS.includes(word));
  if (cpu.length === 0)
    throw new Error(`The name ${name} does not tell its platform. Add it to the lock file by hand.`);
  const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') ? ['glibc'] : [];
  return { ...(os.length > 0 ? { os } : {}), cpu, ...(libc.length > 0 ? { libc } : {}) };
}
