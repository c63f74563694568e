/**
 * Ends the service of every esbuild that is loaded, the program's own too: one that still builds when its process ends
 * writes pages of its own stack to the terminal.
 */
export function endBuildServices(): void {
  for (const [file, module] of Object.entries(require.cache)) {
    if (!/[\\/]esbuild[\\/]lib[\\/]main\.js$/.test(file)) continue;
    const { stop } = module?.exports as { stop?: () => unknown };
    void stop?.();
  }
}
