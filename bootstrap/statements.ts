import { deployerActions } from "./deployerActions";

/** A statement of an identity policy. `REGION` and `ACCOUNT` in its resources are replaced by the account's own. */
export interface Statement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export function allow(
  actions: readonly string[],
  resources: string | readonly string[],
  condition?: Statement["Condition"],
): Statement {
  const statement: Statement = { Effect: "Allow", Action: actions, Resource: resources };
  return condition === undefined ? statement : { ...statement, Condition: condition };
}

/** Actions on the resources of every type. One statement per ARN: the policies of a role hold 10,240 characters together (IAM quotas). */
export function resourceStatements(may: (action: string) => boolean = () => true): Statement[] {
  const actions = new Map<string, Set<string>>();
  for (const entry of Object.values(deployerActions).flat()) {
    const some = entry.actions.filter(may);
    if (some.length > 0) actions.set(entry.on, new Set([...(actions.get(entry.on) ?? []), ...some]));
  }
  return [...actions].map(([on, each]) => allow([...each].sort(), on));
}

export const isReading = (action: string): boolean => /:(?:Get|List|Describe)|^apigateway:GET$/.test(action);

/** ARN of the bucket, and of the keys by the stacks whose secrets they encrypt. */
export interface StateArns {
  readonly bucket: string;
  readonly keys: Readonly<Record<string, string>>;
}

/** A stack whose state a role uses. */
export interface StackState {
  /** Name of the stack; `pr-*` are those of pull requests. */
  readonly stack: string;
  readonly writes: boolean;
  /** Stack whose key encrypts its secrets; its own without it. */
  readonly secretsOf?: string;
}

/**
 * State of single stacks. Paths of Pulumi's self-managed backend, `.pulumi/FOLDER/PROJECT/STACK…` (pulumi/pulumi,
 * pkg/backend/diy/store.go and lock.go); the listing holds names alone.
 */
export function stateStatements(stacks: readonly StackState[], { bucket, keys }: StateArns): Statement[] {
  const paths = ({ stack }: StackState) => [
    `${bucket}/.pulumi/stacks/*/${stack}.*`,
    ...["history", "backups", "journal", "locks"].map((folder) => `${bucket}/.pulumi/${folder}/*/${stack}/*`),
  ];
  const written = stacks.filter(({ writes }) => writes);
  const keysOf = (some: readonly StackState[]) => [
    ...new Set(some.map(({ stack, secretsOf = stack }) => keys[secretsOf]!)),
  ];
  return [
    allow(["s3:ListBucket"], bucket),
    // The version of the storage format.
    allow(["s3:GetObject"], [`${bucket}/.pulumi/meta.yaml`, ...stacks.flatMap(paths)]),
    ...(written.length === 0 ? [] : [allow(["s3:PutObject", "s3:DeleteObject"], written.flatMap(paths))]),
    allow(["kms:Decrypt"], keysOf(stacks)),
    ...(written.length === 0 ? [] : [allow(["kms:Encrypt"], keysOf(written))]),
  ];
}
