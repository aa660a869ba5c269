import { crc32 } from 'node:zlib';
import { inflateSync } from 'fflate';
import { inMegabytes, MAX_UNPACKED_BYTES } from './limits.ts';
import { UnreadableFile } from './unreadable.ts';

/** A file inside of an archive; its bytes are unpacked when asked for, and checked. */
export type Entry = {
  /** Path inside of the archive, with slashes. */
  path: string;
  /** Bytes once unpacked. */
  size: number;
  read: () => Uint8Array<ArrayBuffer>;
};

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const BROKEN = 'The archive is broken.';

/**
 * Files of a zip archive, folders left out. The table of contents is read here, because fflate, which unpacks, tells
 * neither whether an entry is encrypted nor its checksum, and cuts what is longer than announced.
 * (APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12, 4.3.16.)
 * @throws UnreadableFile when it is broken, encrypted, or not what its table says
 */
export function openArchive(bytes: Uint8Array): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  const count = view.getUint16(end + 10, true);
  const entries: Entry[] = [];
  const seen = new Set<string>();
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff) throw new UnreadableFile('The archive is too large (zip64). Split it.');
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL) throw new UnreadableFile(BROKEN);
    const [nameLength, extraLength, noteLength] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const path = pathOf(bytes.subarray(at + 46, at + 46 + (nameLength ?? 0)));
    if (!path.endsWith('/')) {
      if (seen.has(path)) throw new UnreadableFile(`The archive holds ${path} twice.`);
      seen.add(path);
      entries.push(entryAt(bytes, view, at, path));
    }
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (noteLength ?? 0);
  }
  return entries;
}

function endOf(view: DataView): number {
  const lowest = Math.max(0, view.byteLength - 65_557);
  for (let at = view.byteLength - 22; at >= lowest; at -= 1) if (view.getUint32(at, true) === END) return at;
  throw new UnreadableFile(BROKEN);
}

function entryAt(bytes: Uint8Array, view: DataView, at: number, path: string): Entry {
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const checksum = view.getUint32(at + 16, true);
  const packed = view.getUint32(at + 20, true);
  const size = view.getUint32(at + 24, true);
  const start = view.getUint32(at + 42, true);
  const isLink = ((view.getUint32(at + 38, true) >>> 16) & 0xf000) === 0xa000;
  const read = () => {
    if (flags & 1) throw new UnreadableFile('It is protected by a password. Save it without one and try again.');
    if (isLink) throw new UnreadableFile('It is a link to another file.');
    if (method !== 0 && method !== 8) throw new UnreadableFile('It is packed in a way that cannot be read.');
    if (size > MAX_UNPACKED_BYTES)
      throw new UnreadableFile(`It is larger than ${inMegabytes(MAX_UNPACKED_BYTES)} once unpacked.`);
    if (start + 30 > bytes.length || view.getUint32(start, true) !== LOCAL) throw new UnreadableFile(BROKEN);
    const from = start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
    if (from + packed > bytes.length) throw new UnreadableFile(BROKEN);
    const data = bytes.subarray(from, from + packed);
    const content = method === 0 ? data.slice() : inflated(data, size);
    if (content.length !== size || crc32(content) !== checksum) throw new UnreadableFile(BROKEN);
    return content;
  };
  return { path, size, read };
}

function inflated(data: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  try {
    // One byte more than announced: what fills it is longer than it says.
    return inflateSync(data, { out: new Uint8Array(size + 1) }) as Uint8Array<ArrayBuffer>;
  } catch (cause) {
    throw new UnreadableFile(BROKEN, { cause });
  }
}

/** A path that stays below the archive: `..`, drives and leading slashes are tricks. */
function pathOf(bytes: Uint8Array): string {
  const path = nameOf(bytes).replaceAll('\\', '/').normalize();
  if (path.includes('\0') || /^(?:\/|[a-z]:)/i.test(path) || path.split('/').includes('..')) {
    throw new UnreadableFile(`The archive names a file outside of itself (${path.replaceAll('\0', '').slice(0, 80)}).`);
  }
  return path.replace(/^(?:\.\/)+/, '');
}

/** Names are UTF-8 nearly everywhere, marked as such or not. */
function nameOf(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8').decode(bytes);
  return text.includes('\ufffd') ? new TextDecoder('latin1').decode(bytes) : text;
}
