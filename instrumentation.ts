/** Runs once when the server starts: settings are checked, and what the first visitor needs is opened beforehand. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { warmUp } = await import('@/lib/chat/warm-up');
  await warmUp();
}
