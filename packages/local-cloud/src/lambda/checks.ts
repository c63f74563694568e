import { knownText, objectOf, refuseSame, formatValue, type Check, type TypeChecks } from "../kernel/checks";
import type { Declared } from "../kernel/resources";
import { functionNameOf } from "../kernel/functionName";

/** Maximum bytes of all environment variables as JSON (Lambda quotas: 4 KB). */
const maxEnvironment = 4_096;

/** Maximum number of layers (Lambda quotas). */
const maxLayers = 5;

const environmentRefusal: Check = (state) => {
  const text = JSON.stringify(objectOf(objectOf(state, "environment"), "variables"));
  const size = Buffer.byteLength(text);
  return size <= maxEnvironment
    ? undefined
    : `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. (${size} bytes as JSON)`;
};

const layersRefusal: Check = ({ layers }) => {
  if (!Array.isArray(layers)) return undefined;
  if (layers.length > maxLayers) return `Cannot reference more than ${maxLayers} layers. (layers: ${layers.length})`;
  const names = layers.map((layer) => String(layer).replace(/:\d+$/, ""));
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  return repeated === undefined
    ? undefined
    : `Two different versions of the same layer are not allowed to be referenced in the same function. (${repeated})`;
};

const packageRefusal: Check = (state) => {
  const [handler, runtime] = ["handler", "runtime"].map((property) => (state[property] ?? "") !== "");
  if (state["packageType"] !== "Image") {
    return handler === true && runtime === true
      ? undefined
      : "Runtime and Handler are mandatory parameters for functions created with deployment packages.";
  }
  const hasLayers = Array.isArray(state["layers"]) && state["layers"].length > 0;
  return handler === true || runtime === true || hasLayers
    ? "Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image."
    : undefined;
};

/** Rejects log levels for text logs (Lambda Developer Guide, "Log-level filtering"). */
const loggingRefusal: Check = (state) => {
  const logging = objectOf(state, "loggingConfig");
  const level = ["applicationLogLevel", "systemLogLevel"].find((property) => (logging[property] ?? "") !== "");
  return level === undefined || logging["logFormat"] === "JSON"
    ? undefined
    : `To use log-level filtering, the log format must be JSON (loggingConfig.${level} '${String(logging[level])}', logFormat '${String(logging["logFormat"])}')`;
};

/** Returns a key that must be unique: function, qualifier and statement id. */
function statementKey({ state }: Declared): string {
  return `${functionNameOf(state["function"])} ${formatValue(state["qualifier"] ?? "")} ${String(state["statementId"])}`;
}

function arnOf({ state }: Declared): string {
  return String(state["arn"]);
}

/**
 * Returns a check that rejects a condition on function URLs with another action. AWS's message about the authentication
 * type was observed by users of Terraform; the other has its form.
 */
function refuseOtherAction(property: string, name: string, action: string): Check {
  return (state) =>
    (state[property] ?? "") === "" || state[property] === false || state["action"] === action
      ? undefined
      : `${name} is only supported for ${action} action`;
}

const invalid = "InvalidParameterValueException";
const conflict = { code: "ResourceConflictException", statusCode: 409 };
const fn = { type: "aws:lambda/function:Function", label: "function" };

/** Lambda's checks of functions, aliases and permissions. */
export const lambdaChecks: readonly TypeChecks[] = [
  { ...fn, code: invalid, checks: [packageRefusal, environmentRefusal, layersRefusal, loggingRefusal] },
  {
    ...fn,
    ...conflict,
    checks: [refuseSame(arnOf, ({ state }) => `Function already exist: ${String(state["name"])}`)],
  },
  {
    type: "aws:lambda/alias:Alias",
    label: "alias",
    ...conflict,
    checks: [refuseSame(arnOf, ({ state }) => `Alias already exists: ${String(state["arn"])}`)],
  },
  {
    type: "aws:lambda/permission:Permission",
    label: "permission",
    code: invalid,
    checks: [
      refuseOtherAction("functionUrlAuthType", "FunctionUrlAuthType", "lambda:InvokeFunctionUrl"),
      refuseOtherAction("invokedViaFunctionUrl", "InvokedViaFunctionUrl", "lambda:InvokeFunction"),
    ],
  },
  {
    type: "aws:lambda/permission:Permission",
    label: "permission",
    ...conflict,
    checks: [
      refuseSame(
        statementKey,
        ({ state }) =>
          `The statement id (${String(state["statementId"])}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      ),
    ],
  },
  {
    type: "aws:lambda/functionRecursionConfig:FunctionRecursionConfig",
    label: "recursion setting",
    code: "ValidationException",
    checks: [
      (state) => {
        const value = knownText(state, "recursiveLoop") ?? "Terminate";
        return ["Allow", "Terminate"].includes(value)
          ? undefined
          : `1 validation error detected: Value '${value}' at 'recursiveLoop' failed to satisfy constraint: Member must satisfy enum value set: [Allow, Terminate]`;
      },
    ],
  },
];
