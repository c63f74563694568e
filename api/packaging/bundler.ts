import * as pulumi from "@pulumi/pulumi";
import { bundleAll, withoutPulumi } from "./bundle";
import type { Bundle } from "./bundleCache";
import { nativeAddonIn } from "./nativeAddons";
import { programPackage, type PackageModule } from "./packageModules";

/**
 * Bundles what the functions of one program import. Functions that import the same share a bundle, and one build makes
 * the bundles of all texts that were being serialized at that time.
 */
export class Bundler {
  private readonly serializing = new Set<Promise<unknown>>();
  private readonly waiting = new Map<string, readonly PackageModule[]>();
  private readonly bundles = new Map<string, Promise<Bundle>>();

  /** @param root folder of the program's package.json. */
  constructor(readonly root: string) {}

  /** Delays the next build until a serialization has ended. */
  async after<T>(serialization: Promise<T>): Promise<T> {
    this.serializing.add(serialization);
    try {
      return await serialization;
    } finally {
      this.serializing.delete(serialization);
    }
  }

  /**
   * @param what name of the code in messages, such as `route getItem`.
   * @throws pulumi.RunError for a package that cannot be bundled.
   */
  async bundle(what: string, modules: readonly PackageModule[]): Promise<Bundle> {
    const key = JSON.stringify(modules);
    if (!this.bundles.has(key)) this.waiting.set(key, modules);
    while (this.serializing.size > 0) await Promise.allSettled(this.serializing);
    this.buildWaiting();
    return this.bundles.get(key)!.catch((error: unknown) => {
      throw refusal(what, modules, error);
    });
  }

  /** Waits for the builds in progress. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.bundles.values());
  }

  private buildWaiting(): void {
    const sets = [...this.waiting];
    this.waiting.clear();
    if (sets.length === 0) return;
    const all = bundleAll(
      sets.map(([, modules]) => modules),
      this.root,
    );
    for (const [index, [key, modules]] of sets.entries()) {
      const bundle = all.then(
        (bundles) => bundles[index]!,
        // If the common build fails because of one set, build each set alone.
        async () => (await bundleAll([modules], this.root))[0]!,
      );
      bundle.catch(() => undefined);
      this.bundles.set(key, bundle);
    }
  }
}

function refusal(what: string, modules: readonly PackageModule[], error: unknown): pulumi.RunError {
  const message = error instanceof Error ? error.message : String(error);
  const named = new Set(modules.map((module) => module.package).filter((name) => name !== programPackage));
  const packages = [...named].join(", ") || programPackage;
  const addon = nativeAddonIn(message);
  if (addon !== undefined) {
    const by = modules.some((module) => module.package === addon) ? addon : `${packages}, of which one uses ${addon}`;
    return new pulumi.RunError(
      `${what} imports ${by}: ${addon} has a native addon, which no archive can contain; choose a package in JavaScript ` +
        "or WebAssembly, or call a service for it",
    );
  }
  // The first line is the number of errors; each error begins with a place in the package.
  const [, first = message] = /ERROR: (?:\[plugin: \w+\] )?(.+)/.exec(message) ?? [];
  if (first.endsWith(withoutPulumi)) return new pulumi.RunError(`${what}: ${first}`);
  return new pulumi.RunError(
    `${what}: esbuild cannot bundle ${packages}: ${first.replaceAll(`${process.cwd()}/`, "")}`,
  );
}
