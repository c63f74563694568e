/**
 * Gives `Intl` a valid locale. Chromium takes `navigator.language` from the environment, which may be `en-US@posix`;
 * that
 * is not a language tag (BCP 47), and uPlot passes it to `Intl` when it is loaded. Must be imported before uPlot.
 */
function isLocale(name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name).length === 1;
  } catch {
    return false;
  }
}

if (!isLocale(navigator.language)) {
  Object.defineProperty(navigator, "language", { value: "en", configurable: true });
  Object.defineProperty(navigator, "languages", { value: ["en"], configurable: true });
}

export {};
