import { authorizeFunction } from "../kernel/policies/functionAccess";
import { authorizer } from "../kernel/interfaces/authorization";
import { senderIdOf } from "../kernel/policies/senderId";
import type { ServiceRegistry } from "../kernel/serviceRegistry";
import type { WebRequest } from "../kernel/http/webExchange";
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
  const signed = registry.use(authorizer).authenticate({ ...request, service: "lambda" });
  if (!("principal" in signed)) return { message: "Forbidden", detail: `${signed.refusal}: ${signed.message}` };
  const { principal } = signed;
  for (const action of actions) {
    const { denial } = authorizeFunction(registry, principal, { ...url, action, functionUrlAuthType: url.authType });
    if (denial !== undefined) return { message: undefined, detail: denial };
  }
  const { sessionArn } = principal;
  const caller = { accessKey: accessKeyOf(request), userArn: sessionArn, userId: senderIdOf(principal) };
  return { caller, detail: `${sessionArn} may call the URL` };
}

/** Returns the access key of a request whose signature is valid. */
function accessKeyOf({ headers, target }: WebRequest): string {
  const header = headers.find(([name]) => name.toLowerCase() === "authorization")?.[1] ?? "";
  const [, signed] = /Credential=([^/]+)\//.exec(header) ?? [];
  const [, presigned] = /[?&]X-Amz-Credential=([^%&]+)%2F/i.exec(target) ?? [];
  return signed ?? presigned ?? "";
}
