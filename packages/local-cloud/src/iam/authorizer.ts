import { randomBytes } from "node:crypto";
import { FirstTimes } from "../kernel/bounds/firstTimes";
import { accountId, operator, type Assumption, type Principal } from "../kernel/identity";
import { ofType, type Declared } from "../kernel/resources";
import type {
  AuthenticationRefusal,
  Authorization,
  Authorizer,
  Credentials,
  Grant,
  IdentityRequest,
  ResourceRequest,
  ServiceRequest,
} from "../kernel/interfaces/authorization";
import type { SignedRequest, SignedText } from "../kernel/interfaces/signed";
import type { Run } from "../kernel/service";
import { managedPolicy } from "./managedPolicies";
import { operatorPolicy } from "./operator";
import { decide, namesCaller, namesService, parsePolicy, type Decision, type Statement } from "./policy";
import { canonicalRequest, isSignedBy, isTextSignedWith, type CanonicalRequest } from "./canonical";
import { isPresigned, parsePresigned, presignedRefusal } from "./presigned";
import { parseSignature, signatureRefusal } from "./signature";
import { trustDenial } from "./trust";

interface Session {
  readonly principal: Principal;
  readonly credentials: Credentials;
}

/** Policies that the program attaches to a role. */
interface RolePolicies {
  readonly inlinePolicies?: readonly { readonly name?: string; readonly policy?: string }[];
  readonly managedPolicyArns?: readonly string[];
}

/** Declared roles and their policies. */
export class RoleAuthorizer implements Authorizer {
  private readonly statements = new Map<string, Statement[]>();
  /** Keyed by access key id. */
  private readonly sessions = new Map<string, Session>();
  /** Keyed by session ARN. All environments of a function share a session. */
  private readonly credentials = new Map<string, Credentials>();
  private readonly roleArns = new Map<string, string>();
  /** Trust policies as JSON, keyed by role ARN. */
  private readonly trusts = new Map<string, string>();
  /** AWS managed policies that are not emulated. */
  private unknownPolicies: { readonly roleArn: string; readonly policyArn: string }[] = [];
  private readonly reported = new FirstTimes();

  /** @param now epoch milliseconds of real time, in which SDKs sign requests. */
  constructor(
    private readonly run: Pick<Run, "facts" | "log">,
    private readonly now: () => number = Date.now,
  ) {}

  /** Replaces the declared roles and policies; sessions stay valid. */
  declare(resources: readonly Declared[]): void {
    this.statements.clear();
    this.roleArns.clear();
    this.trusts.clear();
    this.unknownPolicies = [];
    this.attach(operator.roleArn, operatorPolicy, "operator");
    const roles = ofType(resources, "aws:iam/role:Role");
    for (const { state } of roles) {
      this.roleArns.set(String(state["name"]), String(state["arn"]));
      const trust = state["assumeRolePolicy"];
      if (trust !== undefined) this.trusts.set(String(state["arn"]), textOf(trust));
    }
    for (const { name, inputs } of ofType(resources, "aws:iam/rolePolicy:RolePolicy")) {
      this.attach(inputs["role"], inputs["policy"], name);
    }
    const managed = new Map(
      ofType(resources, "aws:iam/policy:Policy").map(({ state, inputs }) => [String(state["arn"]), inputs["policy"]]),
    );
    const attachManaged = (role: unknown, policyArn: string, name: string) => {
      const document = managed.get(policyArn) ?? managedPolicy(policyArn);
      if (document === undefined) this.unknownPolicies.push({ roleArn: this.roleArn(role), policyArn });
      else this.attach(role, document, name);
    };
    for (const { name, inputs } of ofType(resources, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")) {
      attachManaged(inputs["role"], String(inputs["policyArn"]), name);
    }
    for (const { name, state } of roles) {
      const { inlinePolicies = [], managedPolicyArns = [] } = state as RolePolicies;
      for (const inline of inlinePolicies) {
        if (inline.policy !== undefined) this.attach(state["name"], inline.policy, inline.name ?? name);
      }
      for (const policyArn of managedPolicyArns) attachManaged(state["name"], policyArn, name);
    }
  }

  /** Returns credentials that are random on every run, so that other local processes cannot act as a function. */
  credentialsFor(principal: Principal): Credentials {
    const name = `${principal.roleArn} ${principal.sessionArn}`;
    const known = this.credentials.get(name);
    if (known !== undefined) return known;
    const credentials: Credentials = {
      accessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString("base64"),
      sessionToken: randomBytes(48).toString("base64"),
    };
    this.credentials.set(name, credentials);
    this.sessions.set(credentials.accessKeyId, { principal, credentials });
    return credentials;
  }

  /** Errors as in DynamoDB (DynamoDB Developer Guide, "Error handling with DynamoDB"). */
  authenticate(signed: SignedRequest): { readonly principal: Principal } | AuthenticationRefusal {
    const request = canonicalRequest(signed);
    if (isPresigned(request)) return this.authenticatePresigned(request);
    if (request.headers.get("authorization")?.startsWith("AWS4-") !== true) {
      return { refusal: "MissingAuthenticationTokenException", message: "Request is missing Authentication Token" };
    }
    const signature = parseSignature(request);
    if ("refusal" in signature) return signature;
    const refusal = signatureRefusal(request, signature, { service: request.service, now: this.now() });
    if (refusal !== undefined) return refusal;
    const token = request.headers.get("x-amz-security-token") ?? "";
    return this.sessionOf({ accessKeyId: signature.signer.accessKeyId, token }, isSignedBy(request, signature));
  }

  private authenticatePresigned(request: CanonicalRequest): { readonly principal: Principal } | AuthenticationRefusal {
    const presigned = parsePresigned(request);
    if ("refusal" in presigned) return presigned;
    const refusal = presignedRefusal(presigned, { service: request.service, now: this.now() });
    return refusal ?? this.sessionOf(presigned, isSignedBy(request, presigned));
  }

  authenticateText(signed: SignedText): { readonly principal: Principal } | AuthenticationRefusal {
    return this.sessionOf(signed, (secret) => isTextSignedWith(secret, signed.text, signed));
  }

  /** @param isSigned returns whether the request is signed with a secret. */
  private sessionOf(
    { accessKeyId, token }: { readonly accessKeyId: string; readonly token: string },
    isSigned: (secret: string) => boolean,
  ): { readonly principal: Principal } | AuthenticationRefusal {
    const session = this.sessions.get(accessKeyId);
    if (session === undefined || token !== session.credentials.sessionToken) {
      return {
        refusal: "UnrecognizedClientException",
        message: "The security token included in the request is invalid.",
      };
    }
    if (isSigned(session.credentials.secretAccessKey)) return { principal: session.principal };
    const message =
      "The request signature we calculated does not match the signature you provided. " +
      "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
    return { refusal: "InvalidSignatureException", message };
  }

  authorize(principal: Principal, action: string, resource: string): Authorization {
    return this.authorizeIn(principal, { action, resource, context: {} });
  }

  authorizeIn({ roleArn, sessionArn }: Principal, { action, resource, context }: IdentityRequest): Authorization {
    const decision = decide(this.statements.get(roleArn) ?? [], { action, resource, context }, (unknown) =>
      this.report(`${unknown} in a policy of ${roleArn} is not known here and is taken as not met`),
    );
    const allowed = decision.kind === "allow";
    this.run.facts.report(() => ({ kind: "authorization", roleArn, action, resource, allowed }));
    if (allowed) return { allowedBy: decision.by.name, denial: undefined };
    for (const { policyArn } of this.unknownPolicies.filter((unknown) => unknown.roleArn === roleArn)) {
      this.report(`${policyArn} of ${roleArn} is not known here and allows nothing`);
    }
    // Message as in IAM User Guide, "Troubleshoot access denied error messages".
    const why =
      decision.kind === "explicitDeny"
        ? "with an explicit deny in an identity-based policy"
        : `because no identity-based policy allows the ${action} action`;
    const denial = `User: ${sessionArn} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
    return { allowedBy: undefined, denial };
  }

  resourceDenial(policy: string, { service, action, resource, sourceArn }: ServiceRequest): string | undefined {
    const statements = parsePolicy(policy).filter((statement) => namesService(statement, service));
    // Condition keys of AWS services that act for a resource of an account (IAM User Guide, "Global condition keys").
    const context = {
      "aws:sourceaccount": accountId,
      "aws:sourcearn": sourceArn,
      "aws:securetransport": "true",
      // Only older services send this key, such as CloudWatch for its alarms (SNS Developer Guide, "Example cases").
      "aws:sourceowner": service === "cloudwatch.amazonaws.com" ? accountId : undefined,
    };
    const decision = decide(statements, { action, resource, context }, (unknown) =>
      this.report(`${unknown} in the policy of ${resource} is not known here and is taken as not met`),
    );
    if (decision.kind === "allow") return undefined;
    const why =
      decision.kind === "explicitDeny"
        ? "with an explicit deny in a resource-based policy"
        : `because no resource-based policy allows the ${action} action`;
    return `${service} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
  }

  resourceDecision(policy: string, { action, resource, principals, context }: ResourceRequest): Decision["kind"] {
    const statements = parsePolicy(policy).filter((statement) => namesCaller(statement, principals));
    return decide(statements, { action, resource, context }, (unknown) =>
      this.report(`${unknown} in the policy of ${resource} is not known here and is taken as not met`),
    ).kind;
  }

  assumptionDenial(assumption: Assumption): string | undefined {
    const { roleArn, trustPolicy: policy = this.trusts.get(roleArn) } = assumption;
    if (policy === undefined) return undefined;
    return trustDenial(policy, assumption, (unknown) =>
      this.report(`${unknown} in the trust policy of ${roleArn} is not known here and is taken as not met`),
    );
  }

  decide(policy: string, action: string, resource: string): Decision["kind"] {
    return decide(parsePolicy(policy), { action, resource }, (unknown) =>
      this.report(`${unknown} in the policy of an authorizer is not known here and is taken as not met`),
    ).kind;
  }

  grants(roleArn: string): Grant[] {
    return (this.statements.get(roleArn) ?? [])
      .filter(({ effect }) => effect === "Allow")
      .flatMap(({ actions, resources }) => actions.map((action) => ({ action, resources })));
  }

  private roleArn(role: unknown): string {
    return this.roleArns.get(String(role)) ?? String(role);
  }

  private attach(role: unknown, document: unknown, name: string): void {
    const roleArn = this.roleArn(role);
    try {
      const statements = parsePolicy(textOf(document)).map((statement) => ({
        ...statement,
        name: `${name}, ${statement.name}`,
      }));
      this.statements.set(roleArn, [...(this.statements.get(roleArn) ?? []), ...statements]);
    } catch {
      this.report(`${name}: the policy document is not JSON and allows nothing`);
    }
  }

  private report(text: string): void {
    if (this.reported.isFirst(text)) this.run.log({ source: "iam", text });
  }
}

function textOf(document: unknown): string {
  return typeof document === "string" ? document : JSON.stringify(document);
}
