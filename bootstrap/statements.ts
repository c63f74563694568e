import { deployerActions, type DeployerActions } from "./deployerActions";

/** A statement of an identity policy. Its resources contain the placeholders `REGION` and `ACCOUNT`. */
export interface Statement {
  readonly Effect: "Allow" | "Deny";
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

/** Returns the statement that keeps the configuration of the state bucket from deployers, who may configure others. */
export function stateBucketStatement({ bucket }: StateArns): Statement {
  const configuring = Object.values(deployerActions)
    .flat()
    .flatMap(({ actions }) => actions)
    .filter((action) => action.startsWith("s3:") && !isReading(action));
  return { Effect: "Deny", Action: [...new Set(configuring)].sort(), Resource: bucket };
}

/** Services whose actions each apply to one kind of resource, so that the resources of all of them can share a statement. */
const merged = [
  ...["apigateway", "cloudwatch", "dynamodb", "events", "lambda", "logs", "s3", "secretsmanager"],
  ...["sns", "sqs", "ssm"],
];

/**
 * Returns the actions of a deployer on resources of every type.
 *
 * Actions on the same ARN share a statement, because the inline policies of a role are limited to 10,240 characters
 * (IAM quotas). So do the actions of some services.
 *
 * @param may selects actions; all by default.
 */
export function resourceStatements(may: (action: string) => boolean = () => true): Statement[] {
  const groups = new Map<string, { readonly actions: Set<string>; readonly on: Set<string> }>();
  for (const { actions, on } of Object.values(deployerActions).flat()) {
    const some = actions.filter(may);
    if (some.length === 0) continue;
    const service = on.split(":")[2] ?? "";
    const key = merged.includes(service) ? "merged" : on;
    const group = groups.get(key) ?? { actions: new Set(), on: new Set() };
    groups.set(key, group);
    for (const action of some) group.actions.add(action);
    group.on.add(on);
  }
  return [...groups.values()].map(({ actions, on }) => {
    const resources = [...on];
    return allow([...actions].sort(), resources.length === 1 ? resources[0]! : resources);
  });
}

/** Returns actions by resource, for a policy of its own. @param may selects actions; all by default. */
export function groupByResource(
  all: Readonly<Record<string, readonly DeployerActions[]>>,
  may: (action: string) => boolean = () => true,
): Statement[] {
  const groups = new Map<string, Set<string>>();
  for (const { actions, on } of Object.values(all).flat()) {
    const group = groups.get(on) ?? new Set();
    for (const action of actions.filter(may)) group.add(action);
    if (group.size > 0) groups.set(on, group);
  }
  return [...groups].map(([on, actions]) => allow([...actions].sort(), on));
}

export const isReading = (action: string): boolean => /:(?:Get|List|Describe)|^apigateway:GET$/.test(action);

export interface StateArns {
  readonly bucket: string;
  /** Keyed by the stack whose secrets the key encrypts. */
  readonly keys: Readonly<Record<string, string>>;
}

/** Access of a role to the state of a stack. */
export interface StackState {
  /** Name of the stack, or a pattern such as `pr-*`. */
  readonly stack: string;
  readonly writes: boolean;
  /** Stack whose key encrypts its secrets; defaults to `stack`. */
  readonly secretsOf?: string;
}

/**
 * Returns the permissions on the state of stacks. Pulumi's self-managed backend stores it under
 * `.pulumi/FOLDER/PROJECT/STACK…` (pulumi/pulumi, pkg/backend/diy/store.go and lock.go).
 *
 * The names of all files can be listed, but not their contents.
 */
export function stateStatements(stacks: readonly StackState[], { bucket, keys }: StateArns): Statement[] {
  const paths = ({ stack }: StackState) => [
    `${bucket}/.pulumi/stacks/*/${stack}.*`,
    ...["history", "backups", "journal", "locks"].map((folder) => `${bucket}/.pulumi/${folder}/*/${stack}/*`),
  ];
  const writable = stacks.filter(({ writes }) => writes);
  const keysOf = (some: readonly StackState[]) => [
    ...new Set(some.map(({ stack, secretsOf = stack }) => keys[secretsOf]!)),
  ];
  return [
    allow(["s3:ListBucket"], bucket),
    // meta.yaml contains the version of the storage format.
    allow(["s3:GetObject"], [`${bucket}/.pulumi/meta.yaml`, ...stacks.flatMap(paths)]),
    ...(writable.length === 0 ? [] : [allow(["s3:PutObject", "s3:DeleteObject"], writable.flatMap(paths))]),
    allow(["kms:Decrypt"], keysOf(stacks)),
    ...(writable.length === 0 ? [] : [allow(["kms:Encrypt"], keysOf(writable))]),
  ];
}
