import { createHash } from "node:crypto";
import type { Clock } from "../kernel/clock";
import type { DurableMap } from "../kernel/durableMap";
import { testWithin } from "../kernel/bounds/boundedRegExp";
import { ServiceError } from "../kernel/protocols/jsonService";
import { TimeLimitExceeded } from "../kernel/bounds/timeLimit";
import { nameRefusal, type ParameterReference } from "./names";

export type ParameterType = "String" | "StringList" | "SecureString";

/** One version of a parameter. */
export interface ParameterVersion {
  readonly version: number;
  readonly value: string;
  readonly type: ParameterType;
  /** Epoch milliseconds. */
  readonly modified: number;
  readonly labels: readonly string[];
  readonly description?: string;
  readonly allowedPattern?: string;
  readonly dataType: string;
  readonly tier: string;
}

export interface StoredParameter {
  /** Oldest first. */
  readonly versions: readonly ParameterVersion[];
  readonly tags: Readonly<Record<string, string>>;
  /** Hash of the declaration; absent for a parameter that a function created. */
  readonly declared?: string;
}

export interface ParameterInput {
  readonly name: string;
  readonly value: string;
  readonly type: ParameterType;
  readonly description?: string | undefined;
  readonly allowedPattern?: string | undefined;
  readonly dataType?: string | undefined;
  readonly tier?: string | undefined;
}

/**
 * Maximum number of versions, and of characters by tier (AWS General Reference, "Systems Manager endpoints and
 * quotas").
 */
const maxVersions = 100;
const maxValue: Readonly<Record<string, number>> = { Standard: 4_096, Advanced: 8_192, "Intelligent-Tiering": 8_192 };

const failedValidation = (message: string) => new ServiceError("ValidationException", message);

/** Parameters of Parameter Store with their versions. */
export class Parameters {
  constructor(
    private readonly store: DurableMap<StoredParameter>,
    private readonly clock: Pick<Clock, "now">,
  ) {}

  /**
   * Applies declared parameters. With an unchanged declaration, versions that functions put are kept. Parameters that
   * functions created are kept too.
   */
  declare(inputs: readonly ParameterInput[]): void {
    const names = new Set(inputs.map(({ name }) => name));
    for (const [name, { declared }] of [...this.store]) {
      if (declared !== undefined && !names.has(name)) this.store.delete(name);
    }
    for (const input of inputs) {
      const { name, ...rest } = input;
      // Store only a hash, so that the declaration does not contain the value of a SecureString a second time.
      const declared = createHash("sha256").update(JSON.stringify(rest)).digest("hex");
      const stored = this.store.get(name);
      if (stored?.declared === declared) continue;
      const versions = stored === undefined ? [] : stored.versions;
      this.store.set(name, { versions: this.withVersion(versions, input), tags: stored?.tags ?? {}, declared });
    }
  }

  /** @throws ServiceError */
  put(
    input: ParameterInput & { readonly overwrite: boolean; readonly tags: Readonly<Record<string, string>> },
  ): ParameterVersion {
    const { name, overwrite, tags } = input;
    const stored = this.store.get(name);
    if (stored !== undefined && !overwrite) {
      const message =
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.";
      throw new ServiceError("ParameterAlreadyExists", message);
    }
    const refusal = stored === undefined ? nameRefusal(name) : undefined;
    if (refusal !== undefined) throw failedValidation(refusal);
    checkValue(input);
    const versions = this.withVersion(stored?.versions ?? [], input);
    this.store.set(name, { ...stored, versions, tags: stored?.tags ?? tags });
    return versions.at(-1)!;
  }

  private withVersion(earlier: readonly ParameterVersion[], input: ParameterInput): ParameterVersion[] {
    const { value, type, description, allowedPattern, dataType = "text", tier = "Standard" } = input;
    const version = (earlier.at(-1)?.version ?? 0) + 1;
    const optional = {
      ...(description === undefined ? {} : { description }),
      ...(allowedPattern === undefined ? {} : { allowedPattern }),
    };
    const newest = { version, value, type, modified: this.clock.now(), labels: [], dataType, tier, ...optional };
    return [...earlier, newest].slice(-maxVersions);
  }

  find(name: string): StoredParameter | undefined {
    return this.store.get(name);
  }

  /** @throws ServiceError ParameterNotFound, ParameterVersionNotFound */
  version({ name, selector }: ParameterReference): ParameterVersion {
    const versions = this.store.get(name)?.versions;
    if (versions === undefined) throw new ServiceError("ParameterNotFound", "");
    if (selector === undefined) return versions.at(-1)!;
    const wanted = selector.slice(1);
    const found = versions.find(({ version, labels }) => String(version) === wanted || labels.includes(wanted));
    if (found !== undefined) return found;
    const what = /^\d+$/.test(wanted) ? `version ${wanted}` : `label ${wanted}`;
    const message = `Systems Manager could not find ${what} of ${name}. Verify the version and try again.`;
    throw new ServiceError("ParameterVersionNotFound", message);
  }

  /** Moves a label to a version. @throws ServiceError */
  label(reference: ParameterReference, labels: readonly string[]): { version: number; invalid: string[] } {
    const { name } = reference;
    const { version: target } = this.version(reference);
    // Systems Manager API Reference, LabelParameterVersion.
    const invalid = labels.filter((label) => !/^[A-Za-z_.-][\w.-]{0,99}$/.test(label) || /^(?:aws|ssm)/i.test(label));
    const valid = labels.filter((label) => !invalid.includes(label));
    const stored = this.store.get(name)!;
    const versions = stored.versions.map((each) => ({
      ...each,
      labels: [...each.labels.filter((label) => !valid.includes(label)), ...(each.version === target ? valid : [])],
    }));
    this.store.set(name, { ...stored, versions });
    return { version: target, invalid };
  }

  /** @returns false if there is no such parameter */
  delete(name: string): boolean {
    const exists = this.store.get(name) !== undefined;
    this.store.delete(name);
    return exists;
  }

  tag(name: string, change: (tags: Readonly<Record<string, string>>) => Readonly<Record<string, string>>): void {
    const stored = this.store.get(name);
    if (stored === undefined) {
      throw new ServiceError(
        "InvalidResourceId",
        "The resource ID is not valid. Verify that you entered the correct ID and try again.",
      );
    }
    this.store.set(name, { ...stored, tags: change(stored.tags) });
  }

  /** Returns all parameters by name. */
  all(): [name: string, parameter: StoredParameter][] {
    return [...this.store].sort(([one], [other]) => (one < other ? -1 : 1));
  }
}

function checkValue({ value, tier = "Standard", allowedPattern }: ParameterInput): void {
  const most = maxValue[tier] ?? maxValue["Standard"]!;
  if (Buffer.byteLength(value) > most) {
    throw failedValidation(`${tier} tier parameters support a maximum parameter value of ${most} characters.`);
  }
  if (allowedPattern === undefined) return;
  let pattern: RegExp;
  try {
    pattern = new RegExp(`^(?:${allowedPattern})$`);
  } catch {
    throw new ServiceError(
      "InvalidAllowedPatternException",
      "The request does not meet the regular expression requirement.",
    );
  }
  if (!matches(pattern, value)) {
    const message = `Parameter value, cannot be validated against allowedPattern: ${allowedPattern}`;
    throw new ServiceError("ParameterPatternMismatchException", message);
  }
}

/** Returns false also for a pattern that exceeds the time limit. */
function matches(pattern: RegExp, value: string): boolean {
  try {
    return testWithin(pattern, value);
  } catch (error) {
    if (error instanceof TimeLimitExceeded) return false;
    throw error;
  }
}
