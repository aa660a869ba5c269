/** Preloaded into a child that the launcher started with a message channel: when the launcher is gone, so is the child. */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// The channel alone must not keep a program alive that has nothing left to do.
process.channel?.unref();
