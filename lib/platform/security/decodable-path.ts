/** Whether a path can be decoded: Next answers 500 where a part that a route reads cannot. */
export function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
