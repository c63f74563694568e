import * as pulumi from "@pulumi/pulumi";
import { providersOf, type LocalCloud } from "../../src/cloud";
import type { StackLocation } from "../../src/kernel/identity";
import type { Declared, Properties } from "../../src/kernel/resources";
import { handlerSource } from "./cases";

/** Location of every case. */
export const location: StackLocation = { project: "conformance", stack: "test", region: "us-east-1" };

const providers = providersOf();

/** Declares resources like a program: from types and inputs; the providers add ids. */
export class Declaration {
  readonly resources: Declared[] = [];

  constructor(private readonly cloud: LocalCloud) {}

  async add(type: string, name: string, inputs: Properties): Promise<Declared> {
    const { id, state } = await providers[type]!({ type, name, inputs }, this.cloud.context, this.resources);
    const options = {
      // Each resource depends on all earlier ones, because the recorded calls were made in this order.
      dependencies: this.resources.map((earlier) => earlier.urn),
      protect: false,
      retainOnDelete: false,
      ignoreChanges: [],
      additionalSecretOutputs: [],
      importId: "",
    };
    const urn = `${type}::${name}`;
    const declared = { type, name, urn, parent: "", custom: true, id, inputs, state: { ...inputs, ...state }, options };
    this.resources.push(declared);
    return declared;
  }

  /** Declares a role. @param action actions that it may call, by default those that write logs @returns its ARN. */
  async addRole(action: string | string[] = ["logs:CreateLogStream", "logs:PutLogEvents"]): Promise<string> {
    const role = await this.add("aws:iam/role:Role", "role", { name: "case" });
    const statement = { Effect: "Allow", Action: action, Resource: "*" };
    const policy = JSON.stringify({ Statement: [statement] });
    await this.add("aws:iam/rolePolicy:RolePolicy", "policy", { role: role.id, policy });
    return String(role.state["arn"]);
  }

  /** Declares a function with a case's handler. */
  async addFunction(name: string, handler: object, role: string, more: Properties = {}): Promise<Declared> {
    const code = new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(handlerSource(handler)) });
    return this.add("aws:lambda/function:Function", name, {
      name,
      code,
      handler: "index.handler",
      runtime: "nodejs24.x",
      role,
      ...more,
    });
  }

  apply(): Promise<void> {
    return this.cloud.apply({ location, resources: this.resources, outputs: {} });
  }
}
