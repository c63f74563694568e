import { readProject, type Declared, type Program } from "@onemachine/local-cloud";
import { kindOf, type Declaration } from "../../api/kinds";
import type { FunctionUnit } from "../../api/route/functionUnit";
import { valueVariable, type ValueDeclaration } from "../../api/values/declaration";
import { only, root } from "./program";
import { stackSettings } from "./stackFile";

/** The name and the ARN of a resource in AWS. Functions get the URL of a queue, and the ARN of a topic or a workflow. */
interface Physical {
  readonly name: string;
  readonly arn: string;
}

/** Type and prefix of the actions of each kind of declaration. */
const services = {
  table: ["aws:dynamodb/table:Table", "dynamodb"],
  bucket: ["aws:s3/bucket:Bucket", "s3"],
  secret: ["aws:secretsmanager/secret:Secret", "secretsmanager"],
  parameter: ["aws:ssm/parameter:Parameter", "ssm"],
  bus: ["aws:cloudwatch/eventBus:EventBus", "events"],
  queue: ["aws:sqs/queue:Queue", "sqs"],
  topic: ["aws:sns/topic:Topic", "sns"],
  workflow: ["aws:sfn/stateMachine:StateMachine", "states"],
} as const satisfies Readonly<Record<Declaration["kind"], readonly [type: string, service: string]>>;

function physicalOf({ type, state }: Declared): Physical {
  const { name, bucket, url, arn } = state as Record<string, string>;
  const isNamedByArn = [services.topic[0], services.workflow[0]].some((each) => each === type);
  return { name: isNamedByArn ? arn! : (url ?? bucket ?? name)!, arn: arn! };
}

/** Returns the resource of a declaration, which the stack declares or adopts by the name in its file. */
function resourceOf(program: Program, key: string, { kind, logicalName }: Declaration): Physical {
  const { existing } = stackSettings(program);
  const adopted = {
    ...{ table: undefined, bucket: undefined, bus: undefined, workflow: undefined },
    ...{ secret: existing?.secrets[key], parameter: existing?.parameters[key] },
    ...{ queue: existing?.queues[key], topic: existing?.topics[key] },
  }[kind];
  if (adopted === undefined) return physicalOf(only(program, services[kind][0], logicalName));
  const [account] = /\d{12}/.exec(String(only(program, "aws:iam/role:Role").state["arn"])) ?? [];
  const prefix = `arn:aws:${services[kind][1]}:${program.location.region}:${account}`;
  const { region } = program.location;
  if (kind === "queue")
    return { name: `https://sqs.${region}.amazonaws.com/${account}/${adopted}`, arn: `${prefix}:${adopted}` };
  if (kind === "topic") return { name: `${prefix}:${adopted}`, arn: `${prefix}:${adopted}` };
  return {
    name: adopted,
    arn: kind === "secret" ? `${prefix}:secret:${adopted}-??????` : `${prefix}:parameter/${adopted.replace(/^\//, "")}`,
  };
}

/** Returns the environment variables of what a function uses: names of resources, and configuration values. */
export function expectedVariables(program: Program, { declarations, values }: FunctionUnit): Record<string, string> {
  const names = Object.entries(declarations).map(([key, declaration]) => {
    const { name, arn } = resourceOf(program, key, declaration);
    return [kindOf(declaration).variable(key), declaration.kind === "workflow" ? arn : name] as const;
  });
  return {
    ...Object.fromEntries(names),
    ...Object.fromEntries(values.map((value) => [valueVariable(value), textOf(program, value)])),
  };
}

function textOf(program: Program, value: ValueDeclaration): string {
  const { project, stack } = program.location;
  if (value.secret === true)
    return physicalOf(only(program, "aws:ssm/parameter:Parameter", `${value.name}-value`)).name;
  return readProject(root, stack, []).config[`${project}:${value.name}`] ?? String(value.schema.default);
}

/** Returns the statements for what a function uses: its actions on each resource, in the order of `access`. */
export function expectedStatements(program: Program, { access, declarations, values }: FunctionUnit): object[] {
  const statements = Object.entries(declarations).flatMap(([key, declaration]) =>
    statementsOn(declaration, access[key]!, resourceOf(program, key, declaration).arn),
  );
  const secrets = values.filter(({ secret }) => secret === true);
  if (secrets.length === 0) return statements;
  const arns = secrets.map(({ name }) => physicalOf(only(program, "aws:ssm/parameter:Parameter", `${name}-value`)).arn);
  return [...statements, { Effect: "Allow", Action: "ssm:GetParameter", Resource: arns }];
}

function statementsOn(declaration: Declaration, actions: readonly string[], arn: string): object[] {
  const { kind } = declaration;
  const allow = (some: readonly string[], Resource: string | string[]) =>
    some.length === 0
      ? []
      : [{ Effect: "Allow", Action: some.map((action) => `${services[kind][1]}:${action}`), Resource }];
  if (kind === "bucket") {
    const isOnBucket = (action: string) => action.startsWith("ListBucket");
    return [
      ...allow(
        actions.filter((action) => !isOnBucket(action)),
        `${arn}/*`,
      ),
      ...allow(actions.filter(isOnBucket), arn),
    ];
  }
  if (kind === "workflow") {
    const isStart = (action: string) => action === "StartExecution";
    return [
      ...allow(actions.filter(isStart), arn),
      ...allow(
        actions.filter((action) => !isStart(action)),
        `${arn.replace(":stateMachine:", ":execution:")}:*`,
      ),
    ];
  }
  if (kind === "parameter") return [{ Effect: "Allow", Action: "ssm:GetParameter", Resource: [arn] }];
  if (kind !== "table") return allow(actions, arn);
  const readsStream = (action: string) => ["DescribeStream", "GetRecords", "GetShardIterator"].includes(action);
  const readsIndexes = actions.some((action) => ["Query", "Scan", "PartiQLSelect"].includes(action));
  const resources = [
    ...(actions.every(readsStream) ? [] : [arn]),
    ...(readsIndexes ? Object.keys(declaration.indexes ?? {}).map((index) => `${arn}/index/${index}`) : []),
    ...(actions.some(readsStream) ? [`${arn}/stream/*`] : []),
  ];
  return allow(actions, resources.length === 1 ? resources[0]! : resources);
}
