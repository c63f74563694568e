import { ofType, parsePolicy, type Declared } from "@onemachine/local-cloud";

/** An action that a role allows on a declared resource. */
export interface Grant {
  /** With its service: `dynamodb:PutItem`. */
  readonly action: string;
  readonly target: Declared;
}

/** Types of resources whose use costs money. */
const targetTypes = [
  "aws:dynamodb/table:Table",
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketV2:BucketV2",
  "aws:secretsmanager/secret:Secret",
  "aws:sqs/queue:Queue",
  "aws:sns/topic:Topic",
  "aws:cloudwatch/eventBus:EventBus",
  "aws:sfn/stateMachine:StateMachine",
];

/** Returns the actions that the inline policies of a role name, once for each resource. Wildcards of actions are left out. */
export function grantsOf(roleArn: unknown, resources: readonly Declared[]): Grant[] {
  const role = ofType(resources, "aws:iam/role:Role").find(({ state }) => state["arn"] === roleArn);
  const policies = ofType(resources, "aws:iam/rolePolicy:RolePolicy").filter(
    ({ inputs }) => inputs["role"] === role?.state["name"] || inputs["role"] === role?.id,
  );
  const targets = resources.filter(({ type }) => targetTypes.includes(type));
  const statements = policies.flatMap(({ inputs }) => parsePolicy(String(inputs["policy"])));
  return statements.flatMap(({ effect, actions, resources: arns }) => {
    if (effect !== "Allow") return [];
    // `/*` are the objects of a bucket. A table's indexes have ARNs of their own, which repeat its actions.
    const named = targets.filter(({ state }) =>
      arns.some((arn) => [state["arn"], `${String(state["arn"])}/*`].includes(arn)),
    );
    return named.flatMap((target) => actions.map((action) => ({ action, target })));
  });
}
