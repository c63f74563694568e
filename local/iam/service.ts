import { createHash } from "node:crypto";
import { ofType, type Declared } from "../engine/resources";
import type { Authorizer, Credentials, LogSink, Principal } from "../engine/services";
import { managedPolicy } from "./managedPolicies";
import { decide, parsePolicy, type Statement } from "./policy";
import { Usage, type Grant } from "./usage";

/** Roles and their inline policies, as the program declares them. */
export class IamService implements Authorizer {
  private readonly statements = new Map<string, Statement[]>();
  private readonly principals = new Map<string, Principal>();
  private readonly roleArns = new Map<string, string>();
  /** Managed policies of AWS, whose documents are not known here. */
  private unknownPolicies: { readonly roleArn: string; readonly policyArn: string }[] = [];
  private readonly reported = new Set<string>();
  private readonly usage = new Usage();

  constructor(private readonly log: LogSink) {}

  /** Takes over the declared roles and policies; earlier ones are forgotten, sessions stay. */
  declare(resources: readonly Declared[]): void {
    this.statements.clear();
    this.roleArns.clear();
    this.unknownPolicies = [];
    for (const { state } of ofType(resources, "aws:iam/role:Role")) {
      this.roleArns.set(String(state["name"]), String(state["arn"]));
    }
    for (const { name, inputs } of ofType(resources, "aws:iam/rolePolicy:RolePolicy")) {
      this.attach(inputs["role"], inputs["policy"], name);
    }
    const managed = new Map(
      ofType(resources, "aws:iam/policy:Policy").map(({ state, inputs }) => [String(state["arn"]), inputs["policy"]]),
    );
    for (const { name, inputs } of ofType(resources, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")) {
      const policyArn = String(inputs["policyArn"]);
      const document = managed.get(policyArn) ?? managedPolicy(policyArn);
      if (document === undefined) this.unknownPolicies.push({ roleArn: this.roleArn(inputs["role"]), policyArn });
      else this.attach(inputs["role"], document, name);
    }
  }

  credentialsFor(session: Principal): Credentials {
    const hex = createHash("sha256").update(`${session.roleArn}\0${session.sessionArn}`).digest("hex");
    const accessKeyId = `ASIA${hex.slice(0, 16).toUpperCase()}`;
    this.principals.set(accessKeyId, session);
    return { accessKeyId, secretAccessKey: hex.slice(16, 56), sessionToken: hex };
  }

  principalOf(accessKeyId: string): Principal | undefined {
    return this.principals.get(accessKeyId);
  }

  denial({ roleArn, sessionArn }: Principal, action: string, resource: string): string | undefined {
    const decision = decide(this.statements.get(roleArn) ?? [], { action, resource }, (unknown) =>
      this.report(`${unknown} in a policy of ${roleArn} is not known here and is taken as not met`),
    );
    if (decision === "allow") {
      this.usage.record(roleArn, action, resource);
      return undefined;
    }
    for (const { policyArn } of this.unknownPolicies.filter((unknown) => unknown.roleArn === roleArn)) {
      this.report(`${policyArn} of ${roleArn} is not known here and allows nothing`);
    }
    // The wording of IAM User Guide, "Troubleshoot access denied error messages".
    const why =
      decision === "explicitDeny"
        ? "with an explicit deny in an identity-based policy"
        : `because no identity-based policy allows the ${action} action`;
    return `User: ${sessionArn} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
  }

  /** What a role may do, and has done. */
  grants(roleArn: string): Grant[] {
    return this.usage.grants(roleArn, this.statements.get(roleArn) ?? []);
  }

  private roleArn(role: unknown): string {
    return this.roleArns.get(String(role)) ?? String(role);
  }

  private attach(role: unknown, document: unknown, name: string): void {
    const roleArn = this.roleArn(role);
    try {
      const statements = parsePolicy(typeof document === "string" ? document : JSON.stringify(document));
      this.statements.set(roleArn, [...(this.statements.get(roleArn) ?? []), ...statements]);
    } catch {
      this.report(`${name}: the policy document is not JSON and allows nothing`);
    }
  }

  private report(text: string): void {
    if (this.reported.has(text)) return;
    this.reported.add(text);
    this.log({ source: "iam", text });
  }
}
