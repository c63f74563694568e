import { apis, type MethodDescription } from "../../kernel/interfaces/apis";
import { functions } from "../../kernel/interfaces/functions";
import { alarms, type AlarmDescription } from "../../kernel/interfaces/monitoring";
import type { ServiceRegistry } from "../../kernel/serviceRegistry";
import { ofType, type Declared, type Properties } from "../../kernel/resources";
import { actionsOn } from "./accessEdges";
import { destinationEdges } from "./destinationEdges";
import { eventEdges } from "./eventEdges";
import { layOut } from "./layout";
import type { Architecture, ArchitectureNode } from "../wire";

type Node = Omit<ArchitectureNode, "x" | "y" | "width" | "height">;

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** Returns the graph of a program: resources that receive requests, events and messages, and the edges between them. */
export function architecture(resources: readonly Declared[], registry: ServiceRegistry): Architecture {
  const nodes = nodesOf(resources, registry);
  const edges = [
    ...planEdges(resources),
    ...apiEdges(resources, registry),
    ...accessEdges(resources, registry),
    ...messageEdges(resources, registry),
    ...alarmEdges(resources, registry),
  ];
  const known = edges.filter((edge) => [edge.from, edge.to].every((urn) => nodes.some((node) => node.urn === urn)));
  const { places, lines, ...size } = layOut(
    nodes.map(({ urn }) => urn),
    known,
  );
  return {
    ...size,
    nodes: nodes.map((node, index) => ({ ...node, ...places[index]! })),
    edges: known.map((edge, index) => ({ ...edge, points: lines[index]! })),
  };
}

const functionType = "aws:lambda/function:Function";

const machineType = "aws:sfn/stateMachine:StateMachine";

const kinds: readonly (readonly [kind: Node["kind"], type: string])[] = [
  ["plan", "aws:apigateway/usagePlan:UsagePlan"],
  ["api", "aws:apigateway/restApi:RestApi"],
  ["schedule", "aws:scheduler/schedule:Schedule"],
  ["function", functionType],
  ["state machine", machineType],
  ["table", "aws:dynamodb/table:Table"],
  ["bucket", "aws:s3/bucket:Bucket"],
  ["bucket", "aws:s3/bucketV2:BucketV2"],
  ["bus", "aws:cloudwatch/eventBus:EventBus"],
  ["rule", "aws:cloudwatch/eventRule:EventRule"],
  ["topic", "aws:sns/topic:Topic"],
  ["queue", "aws:sqs/queue:Queue"],
];

/** Kinds that the roles of functions and state machines can access. */
const accessedKinds: readonly Node["kind"][] = ["table", "bucket", "bus", "topic", "queue", "state machine"];

/** Kinds whose alarms are edges to topics. */
const watchedKinds: readonly Node["kind"][] = ["api", "table", "queue", "state machine"];

function nodesOf(resources: readonly Declared[], registry: ServiceRegistry): Node[] {
  const labels = new Map(registry.use(functions).descriptions.map(({ name, label }) => [name, label]));
  return kinds.flatMap(([kind, type]) =>
    ofType(resources, type).map(({ urn, name, state }) => ({
      urn,
      kind,
      name: String(state["name"] ?? state["bucket"]),
      label: labels.get(String(state["name"])) ?? name,
      alarms: watching(state, registry).map(({ label }) => label),
    })),
  );
}

function planEdges(resources: readonly Declared[]): Edge[] {
  const apisById = byId(resources, "aws:apigateway/restApi:RestApi");
  return ofType(resources, "aws:apigateway/usagePlan:UsagePlan").flatMap(({ urn, state }) =>
    ((state["apiStages"] ?? []) as { apiId: string; stage: string }[]).map(({ apiId, stage }) => ({
      from: urn,
      to: apisById.get(apiId) ?? "",
      label: stage,
    })),
  );
}

function apiEdges(resources: readonly Declared[], registry: ServiceRegistry): Edge[] {
  const apisById = byId(resources, "aws:apigateway/restApi:RestApi");
  return registry.use(apis).descriptions.flatMap(({ id, methods }) =>
    methods.flatMap(({ httpMethod, resourcePath, integration }) =>
      calledBy(integration, resources, registry).map((to) => {
        return { from: apisById.get(id) ?? "", to, label: `${httpMethod} ${resourcePath}` };
      }),
    ),
  );
}

/** Returns the function of an integration, or the state machines that its role can start. */
function calledBy(
  { uri = "", credentials }: MethodDescription["integration"],
  resources: readonly Declared[],
  registry: ServiceRegistry,
): string[] {
  if (uri.includes(":states:action/") && credentials !== undefined) {
    return ofType(resources, machineType)
      .filter(({ state }) => actionsOn(registry, credentials, String(state["arn"])).length > 0)
      .map(({ urn }) => urn);
  }
  const fn = ofType(resources, functionType).find(({ state }) => new RegExp(`${String(state["arn"])}[:/]`).test(uri));
  return fn === undefined ? [] : [fn.urn];
}

/** Returns edges from functions and state machines to the resources that their roles can access. */
function accessEdges(resources: readonly Declared[], registry: ServiceRegistry): Edge[] {
  const accessed = kinds
    .filter(([kind]) => accessedKinds.includes(kind))
    .flatMap(([, type]) => ofType(resources, type));
  const called = ofType(resources, functionType);
  const callers = [
    ...called.map(({ urn, state }) => ({ urn, role: state["role"], targets: accessed })),
    ...ofType(resources, machineType).map(({ urn, state }) => {
      return { urn, role: state["roleArn"], targets: [...accessed, ...called] };
    }),
  ];
  return callers.flatMap(({ urn: from, role, targets }) =>
    targets.flatMap(({ urn: to, state }) => {
      const actions = from === to ? [] : actionsOn(registry, String(role), String(state["arn"]));
      return actions.length === 0 ? [] : [{ from, to, label: actions.join(", ") }];
    }),
  );
}

/** Returns the edges of events and messages. A target may be a function's alias. */
function messageEdges(resources: readonly Declared[], registry: ServiceRegistry): Edge[] {
  // Other types, such as targets of rules, have the ARN of another resource.
  const drawn = kinds.flatMap(([, type]) => ofType(resources, type));
  const urns = new Map(drawn.map(({ urn, state }) => [String(state["arn"]), urn]));
  const urnOf = (arn: string) => urns.get(arn) ?? urns.get(arn.split(":").slice(0, 7).join(":")) ?? "";
  const named = ofType(resources, functionType);
  const arnOfFunction = (name: string) => {
    const found = named.find(({ state }) => state["name"] === name);
    return found === undefined ? name : String(found.state["arn"]);
  };
  const edges = [...eventEdges(registry, arnOfFunction), ...destinationEdges(resources, arnOfFunction)];
  return edges.map(({ from, to, label }) => ({ from: urnOf(from), to: urnOf(to), label }));
}

/** Returns edges from watched resources to the topics of their alarms. */
function alarmEdges(resources: readonly Declared[], registry: ServiceRegistry): Edge[] {
  const topics = ofType(resources, "aws:sns/topic:Topic");
  const watched = kinds.filter(([kind]) => watchedKinds.includes(kind)).flatMap(([, type]) => ofType(resources, type));
  return watched.flatMap(({ urn, state }) => {
    const notified = watching(state, registry).flatMap(({ actions }) => actions.ALARM);
    return topics
      .filter((topic) => notified.includes(String(topic.state["arn"])))
      .map((topic) => ({ from: urn, to: topic.urn, label: "alarms" }));
  });
}

/** Returns the alarms on metrics of a resource: one of the dimensions is its name, or the ARN of a state machine. */
function watching({ name, arn }: Properties, registry: ServiceRegistry): AlarmDescription[] {
  const isAbout = (value: string) => value === String(name) || value === String(arn);
  return registry
    .use(alarms)
    .descriptions.filter(({ watches }) => watches.some((each) => Object.values(each).some(isAbout)));
}

function byId(resources: readonly Declared[], type: string): ReadonlyMap<string, string> {
  return new Map(ofType(resources, type).map(({ id, urn }) => [id, urn]));
}
