import { ofType, type Declared, type Program } from "@onemachine/local-cloud";

/** A declared resource that holds something for functions, but that nothing uses. */
export interface UnusedDeclaration {
  /** Pulumi's type token. */
  readonly type: string;
  readonly name: string;
}

/** Types of resources that exist to be used, such as tables, with the types that only configure them. */
const holders: Readonly<Record<string, RegExp>> = {
  "aws:dynamodb/table:Table": /^aws:dynamodb\//,
  "aws:s3/bucket:Bucket": /^aws:s3\/(?!bucketNotification)/,
  "aws:s3/bucketV2:BucketV2": /^aws:s3\/(?!bucketNotification)/,
  "aws:secretsmanager/secret:Secret": /^aws:secretsmanager\//,
  "aws:ssm/parameter:Parameter": /^aws:ssm\//,
  "aws:sqs/queue:Queue": /^aws:sqs\/(?!queue:)/,
  "aws:sns/topic:Topic": /^aws:sns\/(?!topicSubscription)/,
  "aws:cloudwatch/eventBus:EventBus": /^aws:cloudwatch\/event(?:Archive|BusPolicy|Permission)/,
  "aws:sfn/stateMachine:StateMachine": /^aws:sfn\//,
};

/**
 * Returns the tables, buckets, secrets, parameters, queues, topics, buses and workflows to which no other resource refers:
 * no role allows an action on them, and no mapping, target, alarm or variable names them. Resources that only configure
 * them, such as a bucket's policy, do not count.
 */
export function findUnused({ resources }: Pick<Program, "resources">): UnusedDeclaration[] {
  // Archives contain code, which names resources by variables only.
  const texts = resources.map(({ inputs: { code: _, ...inputs } }) => JSON.stringify(inputs));
  return Object.entries(holders).flatMap(([type, configuration]) =>
    ofType(resources, type)
      .filter((holder) => !isUsed(holder, configuration, { resources, texts }))
      .map(({ name }) => ({ type, name })),
  );
}

interface Texts {
  readonly resources: readonly Declared[];
  /** Inputs of each resource as JSON. */
  readonly texts: readonly string[];
}

/** In the text of a policy, which is JSON within JSON, the quotes around an ARN have backslashes. */
function isUsed({ urn, state }: Declared, configuration: RegExp, { resources, texts }: Texts): boolean {
  const names = [state["arn"], state["streamArn"]].filter(
    (each): each is string => typeof each === "string" && each !== "",
  );
  const isNamedIn = (text: string) => names.some((name) => hasName(text, name));
  return texts.some((text, index) => {
    const other = resources[index]!;
    return other.urn !== urn && !configuration.test(other.type) && isNamedIn(text);
  });
}

/** True if a text contains a name that no letter or digit of another name follows. */
function hasName(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!/[\w-]/.test(text[at + name.length] ?? "")) return true;
  }
  return false;
}
