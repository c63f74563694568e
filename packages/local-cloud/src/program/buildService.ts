/**
 * Stops the child process of every loaded esbuild, including the program's copy. If it is still building when this
 * process ends, it prints pages of stack traces to the terminal.
 */
export function endBuildServices(): void {
  for (const [file, module] of Object.entries(require.cache)) {
    if (!/[\\/]esbuild[\\/]lib[\\/]main\.js$/.test(file)) continue;
    const { stop } = module?.exports as { stop?: () => unknown };
    void stop?.();
  }
}
