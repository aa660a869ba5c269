/** A file that cannot be taken, in words for the person who chose it. */
export class UnreadableFile extends Error {
  override name = 'UnreadableFile';
}
