import { knownText, refuseSame, type Check, type TypeChecks } from "../kernel/checks";
import { urlType } from "./declared";

const types = ["NONE", "AWS_IAM"];
const modes = ["BUFFERED", "RESPONSE_STREAM"];

/** Returns a check of an enumeration (Lambda API reference, CreateFunctionUrlConfig). */
function refuseOther(property: string, member: string, values: readonly string[]): Check {
  return (state) => {
    const value = knownText(state, property);
    return value === undefined || values.includes(value)
      ? undefined
      : `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy enum value set: [${values.join(", ")}]`;
  };
}

/** A URL belongs to the unpublished version or an alias (Lambda API reference, CreateFunctionUrlConfig). */
const qualifierRefusal: Check = (state) => {
  const qualifier = knownText(state, "qualifier") ?? "alias";
  return /^(?!\d+$)[\w-]+$/.test(qualifier)
    ? undefined
    : `1 validation error detected: Value '${qualifier}' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)`;
};

const url = { type: urlType, label: "function URL" };

/** Lambda's checks of function URLs. */
export const urlChecks: readonly TypeChecks[] = [
  {
    ...url,
    code: "ValidationException",
    checks: [
      refuseOther("authorizationType", "authType", types),
      refuseOther("invokeMode", "invokeMode", modes),
      qualifierRefusal,
    ],
  },
  {
    ...url,
    code: "ResourceConflictException",
    statusCode: 409,
    checks: [
      refuseSame(
        ({ state }) => String(state["functionArn"]),
        ({ state }) =>
          `Failed to create function url config for [functionArn = ${String(state["functionArn"])}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
      ),
    ],
  },
];
