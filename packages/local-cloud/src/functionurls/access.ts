import { accountId, partition, type Principal } from "../kernel/identity";
import { authorizer, functions, type Authorizer } from "../kernel/interfaces";
import { senderIdOf } from "../kernel/senderId";
import type { ServiceRegistry } from "../kernel/serviceRegistry";
import type { WebRequest } from "../kernel/webExchange";
import type { FunctionUrl } from "./declared";
import type { UrlCaller } from "./urlEvent";

/** Both actions are necessary since October 2025 (Lambda Developer Guide, "Control access to Lambda function URLs"). */
const actions = ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"];

export interface Admission {
  /** Undefined for a URL without authentication. */
  readonly caller: UrlCaller | undefined;
  /** The reason, for people. */
  readonly detail: string;
}

export interface Denial {
  /** Message of the answer; undefined for that of a caller without the permission. */
  readonly message: string | undefined;
  readonly detail: string;
}

/**
 * Decides about a request. The provider adds both permissions for everybody to the function of a URL without
 * authentication, so such a URL admits every request.
 */
export function admit(url: FunctionUrl, request: WebRequest, registry: ServiceRegistry): Admission | Denial {
  if (url.authType === "NONE") return { caller: undefined, detail: "the URL is public" };
  const iam = registry.use(authorizer);
  const signed = iam.authenticate({ ...request, service: "lambda" });
  if (!("principal" in signed)) return { message: "Forbidden", detail: `${signed.refusal}: ${signed.message}` };
  const { principal } = signed;
  for (const action of actions) {
    const denial = denialOf(principal, { action, url }, { iam, registry });
    if (denial !== undefined) return { message: undefined, detail: denial };
  }
  const { sessionArn } = principal;
  const caller = { accessKey: accessKeyOf(request), userArn: sessionArn, userId: senderIdOf(principal) };
  return { caller, detail: `${sessionArn} may call the URL` };
}

/** A policy of the caller or a permission of the function must allow the action. An explicit deny overrides both. */
function denialOf(
  principal: Principal,
  { action, url }: { readonly action: string; readonly url: FunctionUrl },
  { iam, registry }: { readonly iam: Authorizer; readonly registry: ServiceRegistry },
): string | undefined {
  const context = { "lambda:functionurlauthtype": url.authType, "lambda:invokedviafunctionurl": "true" };
  const { denial } = iam.authorizeIn(principal, { action, resource: url.functionArn, context });
  if (denial === undefined || denial.includes("with an explicit deny")) return denial;
  const { roleArn, sessionArn } = principal;
  const permission = registry.use(functions).permission(url.functionName, {
    action,
    principals: [roleArn, sessionArn, accountId, `arn:${partition}:iam::${accountId}:root`],
    qualifier: url.qualifier,
    functionUrlAuthType: url.authType,
  });
  return permission === undefined ? denial : undefined;
}

/** Returns the access key of a request whose signature is valid. */
function accessKeyOf({ headers, target }: WebRequest): string {
  const header = headers.find(([name]) => name.toLowerCase() === "authorization")?.[1] ?? "";
  const [, signed] = /Credential=([^/]+)\//.exec(header) ?? [];
  const [, presigned] = /[?&]X-Amz-Credential=([^%&]+)%2F/i.exec(target) ?? [];
  return signed ?? presigned ?? "";
}
