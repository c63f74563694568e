import { type Declared, ofType, type Program } from "@onemachine/local-cloud";
import type { ActionsFor } from "./deployerActions";
import { sumConcurrency, unreservedMinimum } from "../concurrency";
import { CallRefused, type Account } from "./account";

/** `fix` fails or harms a deployment, `note` needs a person's judgement, `unchecked` lacks permissions. */
export interface Finding {
  readonly kind: "ok" | "fix" | "note" | "unchecked";
  readonly text: string;
}

/** Input of the checks. */
export interface CheckInput {
  readonly account: Account;
  readonly accountId: string;
  readonly callerArn: string;
  readonly region: string;
  readonly program: Program;
  /** Returns the IAM actions that deploying resources requires. */
  readonly actionsFor: ActionsFor;
}

type Check = (examined: CheckInput) => Promise<Finding[]>;

/** Runs every check. A check that the credentials do not allow is reported as unchecked. */
export async function runChecks(examined: CheckInput): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of [checkConcurrency, checkGatewayLogsRole, checkRuntimes, checkNames, checkDeployer]) {
    try {
      findings.push(...(await check(examined)));
    } catch (error) {
      if (!(error instanceof CallRefused)) throw error;
      findings.push({ kind: "unchecked", text: `${subjects.get(check)}: ${error.message}` });
    }
  }
  return findings;
}

const checkConcurrency: Check = async ({ account, program: { resources } }) => {
  const { limit, unreserved } = await account.getConcurrency();
  const taken = sumConcurrency(resources);
  const has = `the account's limit is ${limit}, of which ${unreserved} are unreserved`;
  if (taken === 0) return [{ kind: "ok", text: `concurrency: the functions reserve nothing; ${has}` }];
  const wants = `concurrency: the functions reserve ${taken}, Lambda requires ${unreservedMinimum} unreserved; ${has}`;
  if (taken + unreservedMinimum <= unreserved) return [{ kind: "ok", text: wants }];
  const fix =
    taken + unreservedMinimum <= limit
      ? "deployed functions reserve the rest; this is expected if this stack is deployed already"
      : `request a limit of ${taken + unreservedMinimum} (Service Quotas, Lambda, Concurrent executions), or lower ` +
        "reservedConcurrency and provisionedConcurrency";
  return [{ kind: taken + unreservedMinimum <= limit ? "note" : "fix", text: `${wants}: ${fix}` }];
};

const checkGatewayLogsRole: Check = async ({ account, program: { resources } }) => {
  const role = await account.getGatewayLogsRole();
  const declares = ofType(resources, "aws:apigateway/account:Account").length > 0;
  const logs = ofType(resources, "aws:apigateway/stage:Stage").some(({ inputs }) => inputs["accessLogSettings"]);
  const executionLogs = ofType(resources, "aws:apigateway/methodSettings:MethodSettings").some(({ inputs }) => {
    const level = (inputs["settings"] as { loggingLevel?: string } | undefined)?.loggingLevel;
    return level !== undefined && level !== "OFF";
  });
  const found = role === undefined ? "the account has no role for API Gateway's logs" : `API Gateway logs with ${role}`;
  if (declares && role !== undefined) {
    const text = `API logs: ${found}, and this stack would replace it with its own: set apiGatewayAccountRole to existing, unless the role belongs to this stack`;
    return [{ kind: "note", text }];
  }
  if ((logs || executionLogs) && !declares && role === undefined) {
    return [{ kind: "fix", text: `API logs: ${found}: set apiGatewayAccountRole to create` }];
  }
  return [{ kind: "ok", text: `API logs: ${found}${declares ? "; this stack creates one" : ""}` }];
};

const checkRuntimes: Check = async ({ account, region, program: { resources } }) => {
  const wanted = ofType(resources, "aws:lambda/function:Function").map(({ inputs }) => {
    const [architecture = "x86_64"] = (inputs["architectures"] ?? []) as string[];
    return `${String(inputs["runtime"])} on ${architecture}`;
  });
  return Promise.all(
    [...new Set(wanted)].map(async (text): Promise<Finding> => {
      const [runtime, architecture] = text.split(" on ") as [string, string];
      return (await account.supports(runtime, architecture))
        ? { kind: "ok", text: `runtime: Lambda in ${region} supports ${text}` }
        : {
            kind: "fix",
            text: `runtime: Lambda in ${region} does not support ${text}: choose another region or runtime`,
          };
    }),
  );
};

const checkNames: Check = async ({ account, program: { resources } }) => {
  const taken = await account.listRestApiNames();
  return ofType(resources, "aws:apigateway/restApi:RestApi").map(({ state }): Finding => {
    const name = String(state["name"]);
    return taken.includes(name)
      ? {
          kind: "note",
          text: `names: an API named ${name} exists. Unless it belongs to this stack, metrics and alarms of both mix, because API Gateway's metrics are keyed by API name`,
        }
      : { kind: "ok", text: `names: no API is named ${name}; Pulumi adds random characters to the other names` };
  });
};

const checkDeployer: Check = async ({ account, accountId, callerArn, region, program, actionsFor }) => {
  if (callerArn.endsWith(":root")) {
    return [
      { kind: "note", text: "deployer: these are the root user's credentials, which allow everything: use a role" },
    ];
  }
  const principal = await findPrincipal(callerArn, account);
  const denied = new Map<string, string>();
  const groups = actionsFor(program.resources.filter(({ custom }) => custom));
  for (const { actions, on } of groups) {
    const resource = toConcreteArn(on, { accountId, region, resources: program.resources });
    for (const action of await account.listDeniedActions(principal, actions, resource)) denied.set(action, resource);
  }
  const count = new Set(groups.flatMap(({ actions }) => actions)).size;
  if (denied.size === 0) return [{ kind: "ok", text: `deployer: ${principal} is allowed all ${count} actions` }];
  return [...denied].map(([action, resource]) => ({
    kind: "fix",
    text: `deployer: ${principal} is not allowed ${action} on ${resource}`,
  }));
};

/** Returns the ARN of the role behind a session, or the caller's own ARN. */
async function findPrincipal(callerArn: string, account: Account): Promise<string> {
  const role = /:assumed-role\/([^/]+)\//.exec(callerArn)?.[1];
  return role === undefined ? callerArn : account.getRoleArn(role);
}

/** Replaces the placeholders and the wildcard of an ARN pattern, because IAM simulates only concrete ARNs. */
function toConcreteArn(
  on: string,
  { accountId, region, resources }: { accountId: string; region: string; resources: readonly Declared[] },
): string {
  const [first] = resources.filter(({ custom }) => custom);
  return on
    .replace("REGION", region)
    .replace("ACCOUNT", accountId)
    .replace(/(?<=.)\*$/, `${first?.name ?? "name"}-0000000`);
}

const subjects = new Map<Check, string>([
  [checkConcurrency, "concurrency"],
  [checkGatewayLogsRole, "API logs"],
  [checkRuntimes, "runtime"],
  [checkNames, "names"],
  [checkDeployer, "deployer"],
]);

/** Listed after every run, so that a clean result is not taken for a complete check. */
export const notChecked: readonly string[] = [
  "quotas other than concurrent executions: REST APIs, keys, roles and alarms of the account and region",
  "policies of an AWS Organization that IAM's simulation does not show to this account",
  "whether the addresses in alarmEmails confirmed their subscriptions",
  "Pulumi itself: the state backend, the secrets provider, the CLI's version",
  "deployed resources: pulumi refresh and npm run drift check them",
];
