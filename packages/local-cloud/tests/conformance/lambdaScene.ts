import * as pulumi from "@pulumi/pulumi";
import type { LocalCloud } from "../../src/cloud";
import type { Declared } from "../../src/kernel/resources";
import type { ProvisionedConcurrency } from "../../src/kernel/interfaces/descriptions";
import { functions } from "../../src/kernel/interfaces/functions";
import { handlerSource } from "./cases";
import { Declaration } from "./declare";

export const functionName = "case-function";

interface Alias {
  readonly version: string;
  readonly weights: Readonly<Record<string, number>>;
}

/** A function that the declaring steps of a case change through successive declarations. */
export class LambdaScene {
  private inputs: Record<string, unknown> | undefined;
  private readonly aliases = new Map<string, Alias>();
  private readonly provisioned = new Map<string, number>();
  /** The declaration in progress. */
  private applying: Promise<unknown> = Promise.resolve();

  constructor(private readonly cloud: LocalCloud) {}

  /** Declares the function; without one, declares nothing. */
  async open(given: Readonly<Record<string, any>> | null | undefined): Promise<void> {
    if (given === null || given === undefined) return;
    this.inputs = {
      code: archive(given["handler"]),
      handler: "index.handler",
      runtime: given["runtime"] ?? "nodejs24.x",
      memorySize: given["memorySize"],
      timeout: given["timeoutSeconds"],
      environment: { variables: given["environment"] ?? {} },
    };
    this.retries = given["maximumRetryAttempts"] as number | undefined;
    await this.redeclare();
  }
  private retries: number | undefined;

  /** @returns the published version. */
  async publish(): Promise<string> {
    const { fn } = await this.redeclare(undefined, { publish: true });
    return String(fn?.state["version"]);
  }

  /** @returns the version, if the change publishes one. */
  async change(inputs: Record<string, unknown>, publish: boolean): Promise<string | undefined> {
    this.inputs = { ...this.inputs, ...inputs };
    return publish ? this.publish() : void (await this.redeclare());
  }

  changeHandler(handler: object, publish: boolean): Promise<string | undefined> {
    return this.change({ code: archive(handler) }, publish);
  }

  /** @returns the declared alias. */
  async setAlias(name: string, alias: Partial<Alias>): Promise<Declared> {
    const before = this.aliases.get(name);
    this.aliases.set(name, { version: "$LATEST", weights: {}, ...before, ...alias });
    try {
      // An alias with provisioned concurrency responds before its new environments are ready.
      const declared = this.provisioned.has(name) ? await this.begun(name) : (await this.redeclare()).resources;
      return declared.find((resource) => resource.name === name)!;
    } catch (error) {
      if (before === undefined) this.aliases.delete(name);
      else this.aliases.set(name, before);
      throw error;
    }
  }

  async deleteAlias(name: string): Promise<void> {
    this.aliases.delete(name);
    this.provisioned.delete(name);
    await this.redeclare();
  }

  async reserve(executions: number | undefined): Promise<void> {
    const before = this.inputs;
    this.inputs = { ...before, reservedConcurrentExecutions: executions };
    try {
      await this.redeclare();
    } catch (error) {
      this.inputs = before;
      throw error;
    }
  }

  get reserved(): number | undefined {
    return this.cloud.registry.use(functions).concurrency(functionName)?.reserved;
  }

  /** Resolves once the allocation has started. */
  async provision(qualifier: string, executions: number): Promise<void> {
    await this.applying;
    const before = this.provisioned.get(qualifier);
    this.provisioned.set(qualifier, executions);
    await this.begun(qualifier).catch((error: unknown) => {
      if (before === undefined) this.provisioned.delete(qualifier);
      else this.provisioned.set(qualifier, before);
      throw error;
    });
  }

  /** Applies the declaration; resolves when it is done or the qualifier's allocation has started. */
  private async begun(qualifier: string): Promise<readonly Declared[]> {
    await this.applying;
    const state = this.provisionedOf(qualifier);
    let settled = false;
    let declared: readonly Declared[] = [];
    const applying = this.redeclare((resources) => (declared = resources)).finally(() => (settled = true));
    this.applying = applying.catch(() => undefined);
    while (!settled && this.provisionedOf(qualifier) === state) await new Promise((next) => setImmediate(next));
    if (settled) await applying;
    return declared;
  }

  async unprovision(qualifier: string): Promise<void> {
    this.provisioned.delete(qualifier);
    await this.redeclare();
  }

  provisionedOf(qualifier: string): ProvisionedConcurrency | undefined {
    return this.cloud.registry.use(functions).concurrency(functionName)?.provisioned.get(qualifier);
  }

  get allProvisioned(): ProvisionedConcurrency[] {
    return [...(this.cloud.registry.use(functions).concurrency(functionName)?.provisioned.values() ?? [])];
  }

  /** Resolves when every allocation has ended. */
  async settled(): Promise<void> {
    await this.applying;
  }

  /**
   * @param told receives the declared resources before they are applied.
   */
  private async redeclare(told: (declared: readonly Declared[]) => void = () => undefined, { publish = false } = {}) {
    await this.applying;
    const declaration = new Declaration(this.cloud);
    const fn =
      this.inputs &&
      (await declaration.add("aws:lambda/function:Function", functionName, {
        name: functionName,
        role: await declaration.addRole(),
        publish,
        ...defined(this.inputs),
      }));
    for (const [name, { version, weights }] of this.aliases) {
      await declaration.add("aws:lambda/alias:Alias", name, {
        name,
        functionName,
        functionVersion: version,
        ...(Object.keys(weights).length === 0 ? {} : { routingConfig: { additionalVersionWeights: weights } }),
      });
    }
    for (const [qualifier, provisionedConcurrentExecutions] of this.provisioned) {
      const type = "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig";
      await declaration.add(type, qualifier, { functionName, qualifier, provisionedConcurrentExecutions });
    }
    if (this.retries !== undefined) {
      const type = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";
      await declaration.add(type, "events", { functionName, maximumRetryAttempts: this.retries });
    }
    told(declaration.resources);
    await declaration.apply();
    return { fn, resources: declaration.resources };
  }
}

function archive(handler: object): pulumi.asset.Archive {
  return new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(handlerSource(handler)) });
}

function defined(inputs: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
}
