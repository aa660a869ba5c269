/**
 * Preloaded into a child that the launcher started with a message channel: when the launcher is gone, so is the child.
 * Next hands this preload on to processes of its own, whose channels it closes as it likes; they are left alone.
 */
if (process.env.HALFSECOND_LAUNCHER_PID === String(process.ppid)) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // The channel alone must not keep a program alive that has nothing left to do.
  process.channel?.unref();
}
