import { createHash, randomUUID } from "node:crypto";
import type { Clock } from "../kernel/clock";
import type { DurableMap } from "../kernel/durableMap";
import { ServiceError } from "../kernel/protocols/jsonService";
import { checkValue, type SecretValue } from "./value";

export const current = "AWSCURRENT";
export const previous = "AWSPREVIOUS";

export interface SecretVersion extends SecretValue {
  readonly stages: readonly string[];
  /** Epoch milliseconds. */
  readonly created: number;
}

export interface Secret {
  readonly name: string;
  readonly description?: string;
  /** Epoch milliseconds. */
  readonly created: number;
  readonly changed: number;
  /** By version id, oldest first. */
  readonly versions: Readonly<Record<string, SecretVersion>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Epoch milliseconds at which it is deleted; absent for a secret in use. */
  readonly deletion?: number;
  /** Hash of the declared value; absent for a secret that a function created. */
  readonly declared?: string;
}

/** A secret as a program declares it. */
export interface SecretDeclaration {
  readonly arn: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly version?: (SecretValue & { readonly id: string; readonly stages: readonly string[] }) | undefined;
}

/** Maximum number of versions (AWS General Reference, "Secrets Manager endpoints and quotas"). */
const maxVersions = 100;

const missing = (what = "the specified secret.") =>
  new ServiceError("ResourceNotFoundException", `Secrets Manager can't find ${what}`);

/** Secrets with their versions, by ARN. */
export class Secrets {
  constructor(
    private readonly store: DurableMap<Secret>,
    private readonly clock: Pick<Clock, "now">,
  ) {}

  /**
   * Applies declared secrets. If a declaration is unchanged, versions that functions put are preserved. Secrets that
   * functions created are preserved too.
   */
  declare(declarations: readonly SecretDeclaration[]): void {
    const arns = new Set(declarations.map(({ arn }) => arn));
    for (const [arn, { declared }] of [...this.store]) {
      if (declared !== undefined && !arns.has(arn)) this.store.delete(arn);
    }
    for (const { arn, name, description, version } of declarations) {
      const declared = createHash("sha256")
        .update(JSON.stringify(version ?? null))
        .digest("hex");
      const stored = this.store.get(arn);
      if (stored?.declared === declared) continue;
      const base = stored ?? this.newSecret(name, description);
      const secret = version === undefined ? base : this.withVersion(base, version.id, version);
      this.store.set(arn, { ...secret, declared });
    }
  }

  private newSecret(
    name: string,
    description: string | undefined,
    tags: Readonly<Record<string, string>> = {},
  ): Secret {
    const now = this.clock.now();
    const more = description === undefined ? {} : { description };
    return { name, ...more, created: now, changed: now, versions: {}, tags };
  }

  /** @throws ServiceError ResourceExistsException */
  create(
    arn: string,
    secret: { name: string; description?: string | undefined; tags: Readonly<Record<string, string>> },
  ): void {
    if (this.find(secret.name) !== undefined) {
      const message = `The operation failed because the secret ${secret.name} already exists.`;
      throw new ServiceError("ResourceExistsException", message);
    }
    this.store.set(arn, this.newSecret(secret.name, secret.description, secret.tags));
  }

  /**
   * Finds a secret by ARN, by ARN without the suffix, or by name.
   *
   * @returns undefined if it is missing.
   */
  find(id: string): { readonly arn: string; readonly secret: Secret } | undefined {
    this.removeDeleted();
    const exact = this.store.get(id);
    if (exact !== undefined) return { arn: id, secret: exact };
    const name = id.replace(/^arn:[^:]+:secretsmanager:[^:]*:\d*:secret:/, "");
    for (const [arn, secret] of this.store) if (secret.name === name) return { arn, secret };
    return undefined;
  }

  private removeDeleted(): void {
    const now = this.clock.now();
    for (const [arn, { deletion }] of [...this.store])
      if (deletion !== undefined && deletion <= now) this.store.delete(arn);
  }

  /** @throws ServiceError for a secret that does not exist */
  existing(id: string): { readonly arn: string; readonly secret: Secret } {
    const found = this.find(id);
    if (found === undefined) throw missing();
    return found;
  }

  /** @throws ServiceError for a secret that does not exist or is marked for deletion */
  inUse(id: string): { readonly arn: string; readonly secret: Secret } {
    const found = this.existing(id);
    if (found.secret.deletion === undefined) return found;
    const message = "You can't perform this operation on the secret because it was marked for deletion.";
    throw new ServiceError("InvalidRequestException", message);
  }

  /** @throws ServiceError ResourceNotFoundException */
  version(
    secret: Secret,
    { id, stage }: { id?: string | undefined; stage?: string | undefined },
  ): [id: string, version: SecretVersion] {
    const wanted = stage ?? (id === undefined ? current : undefined);
    const found = Object.entries(secret.versions).find(
      ([versionId, { stages }]) =>
        (id === undefined || id === versionId) && (wanted === undefined || stages.includes(wanted)),
    );
    if (found !== undefined) return found;
    throw missing(
      id === undefined
        ? `the specified secret value for staging label: ${wanted}`
        : `the specified secret value for VersionId: ${id}`,
    );
  }

  /** Stores a new version. @returns its id and stages @throws ServiceError */
  put(
    arn: string,
    value: SecretValue & { readonly token?: string | undefined; readonly stages?: readonly string[] | undefined },
  ): { readonly id: string; readonly stages: readonly string[] } {
    checkValue(value);
    const secret = this.store.get(arn)!;
    const { token: id = randomUUID(), stages = [current] } = value;
    const existing = secret.versions[id];
    if (existing !== undefined) {
      if (existing.text === value.text && existing.binary === value.binary) return { id, stages: existing.stages };
      const message = `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${arn}.`;
      throw new ServiceError("ResourceExistsException", message);
    }
    this.store.set(arn, this.withVersion(secret, id, { ...value, stages }));
    return { id, stages };
  }

  private withVersion(
    secret: Secret,
    id: string,
    { text, binary, stages }: SecretValue & { stages: readonly string[] },
  ): Secret {
    const now = this.clock.now();
    const replaced = stages.includes(current) && !stages.includes(previous);
    const others = Object.entries(secret.versions).map(([each, version]) => {
      const wasCurrent = version.stages.includes(current);
      const left = version.stages.filter((stage) => !stages.includes(stage) && !(replaced && stage === previous));
      return [each, { ...version, stages: replaced && wasCurrent ? [...left, previous] : left }] as const;
    });
    const value = { ...(text === undefined ? {} : { text }), ...(binary === undefined ? {} : { binary }) };
    const all = [...others.filter(([each]) => each !== id), [id, { ...value, stages, created: now }] as const];
    // Versions without a stage are deprecated, and are removed first.
    const surplus = Math.max(0, all.length - maxVersions);
    const removed = new Set<string>(
      all
        .filter(([, { stages: labels }]) => labels.length === 0)
        .slice(0, surplus)
        .map(([each]) => each),
    );
    return {
      ...secret,
      changed: now,
      versions: Object.fromEntries<SecretVersion>(all.filter(([each]) => !removed.has(each))),
    };
  }

  /** Moves a stage from one version to another. @throws ServiceError */
  moveStage(arn: string, stage: string, { to, from }: { to?: string | undefined; from?: string | undefined }): void {
    const secret = this.store.get(arn)!;
    for (const id of [to, from])
      if (id !== undefined && secret.versions[id] === undefined)
        throw missing(`the specified secret value for VersionId: ${id}`);
    const holder = Object.entries(secret.versions).find(([, { stages }]) => stages.includes(stage))?.[0];
    if (holder !== undefined && holder !== from && holder !== to) {
      const message = `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`;
      throw new ServiceError("InvalidParameterException", message);
    }
    const isCurrent = stage === current;
    const versions = Object.entries(secret.versions).map(([id, version]) => {
      const left = version.stages.filter(
        (each) => each !== stage && !(isCurrent && to !== undefined && each === previous),
      );
      const labels = id === to ? [...left, stage] : left;
      return [
        id,
        { ...version, stages: isCurrent && id === holder && id !== to ? [...labels, previous] : labels },
      ] as const;
    });
    this.store.set(arn, { ...secret, changed: this.clock.now(), versions: Object.fromEntries(versions) });
  }

  /** Applies a change to everything but the versions. */
  update(arn: string, change: Partial<Pick<Secret, "description" | "tags">>): void {
    this.store.set(arn, { ...this.store.get(arn)!, ...change, changed: this.clock.now() });
  }

  /** @param at epoch milliseconds; absent for a deletion at once */
  delete(arn: string, at: number | undefined): void {
    if (at === undefined) this.store.delete(arn);
    else this.store.set(arn, { ...this.store.get(arn)!, deletion: at });
  }

  restore(arn: string): void {
    const secret: { -readonly [K in keyof Secret]: Secret[K] } = { ...this.store.get(arn)! };
    delete secret.deletion;
    this.store.set(arn, secret);
  }

  all(): [arn: string, secret: Secret][] {
    this.removeDeleted();
    return [...this.store];
  }
}
