/**
 * Gives `Intl` a locale that it accepts. Chromium takes `navigator.language` from the environment: `en-US@posix` is no
 * language tag (BCP 47), and uPlot makes a number format of it when it is loaded. Must be imported before uPlot.
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
