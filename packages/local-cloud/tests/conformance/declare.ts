import * as pulumi from "@pulumi/pulumi";
import { providersOf, type LocalCloud } from "../../src/cloud";
import type { StackLocation } from "../../src/kernel/identity";
import type { Declared, NewResource, Properties } from "../../src/kernel/resources";
import { handlerSource } from "./cases";

/** Location of every case. */
export const location: StackLocation = { project: "conformance", stack: "test", region: "us-east-1" };

const providers = providersOf();

/** Declares resources like a program: from types and inputs; the providers add ids. */
export class Declaration {
  readonly resources: Declared[] = [];

  constructor(private readonly cloud: LocalCloud) {}

  async add(type: string, name: string, inputs: Properties): Promise<Declared> {
    const declared = await this.declare({ type, name, inputs }, this.resources);
    this.resources.push(declared);
    return declared;
  }

  /** Declares a resource with other inputs in the place of an earlier declaration. */
  async replace(earlier: Declared, inputs: Properties): Promise<Declared> {
    const index = this.resources.indexOf(earlier);
    const { type, name } = earlier;
    return (this.resources[index] = await this.declare({ type, name, inputs }, this.resources.slice(0, index)));
  }

  private async declare(resource: NewResource, before: readonly Declared[]): Promise<Declared> {
    const { type, name, inputs } = resource;
    const { id, state } = await providers[type]!(resource, this.cloud.context, before);
    const options = {
      // Each resource depends on all earlier ones, because the recorded calls were made in this order.
      dependencies: before.map((earlier) => earlier.urn),
      protect: false,
      retainOnDelete: false,
      ignoreChanges: [],
      additionalSecretOutputs: [],
      importId: "",
    };
    const urn = `${type}::${name}`;
    return { type, name, urn, parent: "", custom: true, id, inputs, state: { ...inputs, ...state }, options };
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
