import { apis, authorizer, functions } from "../kernel/interfaces";
import { alarms, type AlarmDescription } from "../kernel/monitoring";
import type { ServiceRegistry } from "../kernel/serviceRegistry";
import { ofType, type Declared, type Properties } from "../kernel/resources";
import { wildcard } from "../kernel/wildcard";
import { layOut } from "./layout";
import type { Architecture, ArchitectureNode } from "./wire";

type Node = Omit<ArchitectureNode, "x" | "y" | "width" | "height">;

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** Returns the graph of a program: plans, APIs, functions, tables and topics, and the edges between them. */
export function architecture(resources: readonly Declared[], registry: ServiceRegistry): Architecture {
  const nodes = nodesOf(resources, registry);
  const edges = [
    ...planEdges(resources),
    ...apiEdges(resources, registry),
    ...dataEdges(resources, registry),
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

const kinds: readonly (readonly [kind: Node["kind"], type: string])[] = [
  ["plan", "aws:apigateway/usagePlan:UsagePlan"],
  ["api", "aws:apigateway/restApi:RestApi"],
  ["function", "aws:lambda/function:Function"],
  ["table", "aws:dynamodb/table:Table"],
  ["topic", "aws:sns/topic:Topic"],
];

function nodesOf(resources: readonly Declared[], registry: ServiceRegistry): Node[] {
  const labels = new Map(registry.use(functions).descriptions.map(({ name, label }) => [name, label]));
  return kinds.flatMap(([kind, type]) =>
    ofType(resources, type).map(({ urn, name, state }) => ({
      urn,
      kind,
      name: String(state["name"]),
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
    methods.flatMap(({ httpMethod, resourcePath, integration: { uri = "" } }) => {
      const fn = ofType(resources, "aws:lambda/function:Function").find(({ state }) =>
        new RegExp(`${String(state["arn"])}[:/]`).test(uri),
      );
      return fn === undefined
        ? []
        : [{ from: apisById.get(id) ?? "", to: fn.urn, label: `${httpMethod} ${resourcePath}` }];
    }),
  );
}

/** Returns edges from functions to the tables that their roles can access. */
function dataEdges(resources: readonly Declared[], registry: ServiceRegistry): Edge[] {
  const iam = registry.use(authorizer);
  return ofType(resources, "aws:lambda/function:Function").flatMap(({ urn, state }) =>
    ofType(resources, "aws:dynamodb/table:Table").flatMap((table) => {
      const actions = iam
        .grants(String(state["role"]))
        .filter(({ resources: patterns }) =>
          patterns.some((pattern) => wildcard(pattern).test(String(table.state["arn"]))),
        )
        .map(({ action }) => action.replace(/^dynamodb:/, ""));
      return actions.length === 0 ? [] : [{ from: urn, to: table.urn, label: [...new Set(actions)].join(", ") }];
    }),
  );
}

/** Returns edges from watched resources to the topics of their alarms. */
function alarmEdges(resources: readonly Declared[], registry: ServiceRegistry): Edge[] {
  const topics = ofType(resources, "aws:sns/topic:Topic");
  const watched = kinds
    .filter(([kind]) => kind === "api" || kind === "table")
    .flatMap(([, type]) => ofType(resources, type));
  return watched.flatMap(({ urn, state }) => {
    const notified = watching(state, registry).flatMap(({ actions }) => actions.ALARM);
    return topics
      .filter((topic) => notified.includes(String(topic.state["arn"])))
      .map((topic) => ({ from: urn, to: topic.urn, label: "alarms" }));
  });
}

/** Returns the alarms on metrics of a resource: one of the dimensions is its name. */
function watching({ name }: Properties, registry: ServiceRegistry): AlarmDescription[] {
  return registry
    .use(alarms)
    .descriptions.filter(({ watches }) => watches.some((each) => Object.values(each).includes(String(name))));
}

function byId(resources: readonly Declared[], type: string): ReadonlyMap<string, string> {
  return new Map(ofType(resources, type).map(({ id, urn }) => [id, urn]));
}
