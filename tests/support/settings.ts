import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { readSettings } from "../../api/settings";
import { readProject } from "@onemachine/local-cloud";
import { root } from "./program";

/** Stacks with the shipped values. The stack files of the project belong to its owner, and may contain other ones. */
const stacks = join(root, "tests", "support", "stacks");

const declarations = { items: { kind: "table" } };
const responses = { 200: {} };
const routes = [
  { name: "listItems", method: "GET", values: [], responses },
  { name: "getItem", method: "GET", values: [], responses },
  { name: "createItem", method: "POST", values: [], responses },
  {
    name: "followItems",
    method: "GET",

    values: [],
    responses: { 200: { contentType: "text/event-stream", streamed: true } },
  },
] as const;

/** Reads the shipped settings of a stack with changes. `undefined` removes a setting. A key may contain its project. */
export async function readStackSettings(stack: string, changes: Record<string, unknown> = {}, project = "items-api") {
  await pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) }, project, stack);
  const config: Record<string, string> = { ...readProject(stacks, stack, []).config };
  for (const [name, value] of Object.entries(changes)) {
    const key = name.includes(":") ? name : `items-api:${name}`;
    delete config[key];
    if (value !== undefined) config[key] = typeof value === "string" ? value : JSON.stringify(value);
  }
  pulumi.runtime.setAllConfig(config);
  return readSettings(routes, { declarations });
}
