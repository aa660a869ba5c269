import { type Candidate, endingOf, isLitter } from './candidates';

/** Files that one archive or folder may bring. */
const MAX_FILES = 2_000;
/** An archive is read in the browser's memory. */
const MAX_ARCHIVE_BYTES = 200_000_000;

/** A folder or an archive that cannot be taken, in words for whoever chose it. */
export class Refused extends Error {
  override name = 'Refused';
}

/** Makes candidates of chosen files; archives are replaced by what is in them. @throws Refused */
export async function candidatesOf(files: readonly { file: File; path: string }[]): Promise<Candidate[]> {
  const all: Candidate[] = [];
  for (const { file, path } of files) {
    if (isLitter(path)) continue;
    if (endingOf(path) === '.zip') all.push(...(await filesInZip(file)));
    else all.push({ path, size: file.size, bytes: async () => file });
    if (all.length > MAX_FILES) throw new Refused(`These are more than ${MAX_FILES} files. Choose fewer at a time.`);
  }
  return all;
}

/** Chosen with a file or folder field. */
export const pathsOf = (files: Iterable<File>) =>
  [...files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));

/** Dropped: folders are walked through. Must be called while the drop is being handled. */
export async function dropped(transfer: DataTransfer): Promise<{ file: File; path: string }[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  // Where there are no entries (other windows' drags), there are plain files.
  if (entries.length === 0) return pathsOf(transfer.files);
  const found: { file: File; path: string }[] = [];
  const waiting: FileSystemEntry[] = entries;
  for (let entry = waiting.shift(); entry; entry = waiting.shift()) {
    if (isLitter(entry.fullPath.slice(1))) continue;
    if (entry.isDirectory) waiting.push(...(await childrenOf(entry as FileSystemDirectoryEntry)));
    else found.push({ file: await fileOf(entry as FileSystemFileEntry), path: entry.fullPath.slice(1) });
    if (found.length > MAX_FILES) throw new Refused(`These are more than ${MAX_FILES} files. Choose fewer at a time.`);
  }
  return found;
}

const fileOf = (entry: FileSystemFileEntry) => new Promise<File>((resolve, reject) => entry.file(resolve, reject));

async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  // It gives a hundred at a time, and none when it is through.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

/** What is in an archive. Only its list is read now; a file is unpacked when its turn comes, and only that one. */
async function filesInZip(archive: File): Promise<Candidate[]> {
  if (archive.size > MAX_ARCHIVE_BYTES) throw new Refused(`"${archive.name}" is larger than 200 MB. Split it.`);
  const { unzipSync } = await import('fflate');
  const packed = new Uint8Array(await archive.arrayBuffer());
  const found: Candidate[] = [];
  try {
    unzipSync(packed, {
      filter: ({ name, originalSize }) => {
        if (!name.endsWith('/') && !isLitter(name)) {
          const bytes = async () => {
            const only = unzipSync(packed, { filter: (file) => file.name === name })[name];
            if (!only) throw new Refused('It could not be unpacked.');
            return only;
          };
          found.push({ path: `${archive.name}/${name}`, size: originalSize, bytes });
        }
        return false;
      },
    });
  } catch (cause) {
    throw new Refused(`"${archive.name}" is not a zip archive that can be read. Pack it anew and try again.`, {
      cause,
    });
  }
  if (found.length === 0) throw new Refused(`There is no file in "${archive.name}".`);
  return found;
}
