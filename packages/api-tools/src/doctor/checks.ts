import { type Declared, ofType, type Program } from "@onemachine/local-cloud";
import type { ActionsFor } from "./deployerActions";
import { concurrencyTaken, keptUnreserved } from "../concurrency";
import { CallRefused, type Account } from "./account";

/** `fix` would stop or spoil a deployment, `note` is for a person to judge, `unchecked` could not be asked. */
export interface Finding {
  readonly kind: "ok" | "fix" | "note" | "unchecked";
  readonly text: string;
}

/** What the doctor looks at: the account, what the stack declares, and what its settings say of the account's role. */
export interface Examined {
  readonly account: Account;
  readonly accountId: string;
  readonly callerArn: string;
  readonly region: string;
  readonly program: Program;
  /** The actions that a deployer needs for resources. */
  readonly actionsFor: ActionsFor;
}

type Check = (examined: Examined) => Promise<Finding[]>;

/** Runs each check; one that the credentials do not allow is told as unchecked. */
export async function examine(examined: Examined): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of [concurrency, gatewayLogsRole, runtimes, names, deployer]) {
    try {
      findings.push(...(await check(examined)));
    } catch (error) {
      if (!(error instanceof CallRefused)) throw error;
      findings.push({ kind: "unchecked", text: `${subjects.get(check)}: ${error.message}` });
    }
  }
  return findings;
}

const concurrency: Check = async ({ account, program: { resources } }) => {
  const { limit, unreserved } = await account.concurrency();
  const taken = concurrencyTaken(resources);
  const has = `the account's limit is ${limit}, and ${unreserved} of it are not reserved`;
  if (taken === 0) return [{ kind: "ok", text: `concurrency: the functions reserve nothing; ${has}` }];
  const wants = `concurrency: the functions take ${taken}, Lambda keeps ${keptUnreserved} for others; ${has}`;
  if (taken + keptUnreserved <= unreserved) return [{ kind: "ok", text: wants }];
  const fix =
    taken + keptUnreserved <= limit
      ? "functions that are there reserve the rest, this stack's own once it is deployed"
      : `ask for a limit of ${taken + keptUnreserved} (Service Quotas, Lambda, Concurrent executions), or lower ` +
        "reservedConcurrency and provisionedConcurrency";
  return [{ kind: taken + keptUnreserved <= limit ? "note" : "fix", text: `${wants}: ${fix}` }];
};

const gatewayLogsRole: Check = async ({ account, program: { resources } }) => {
  const role = await account.gatewayLogsRole();
  const declares = ofType(resources, "aws:apigateway/account:Account").length > 0;
  const logs = ofType(resources, "aws:apigateway/stage:Stage").some(({ inputs }) => inputs["accessLogSettings"]);
  const executionLogs = ofType(resources, "aws:apigateway/methodSettings:MethodSettings").some(({ inputs }) => {
    const level = (inputs["settings"] as { loggingLevel?: string } | undefined)?.loggingLevel;
    return level !== undefined && level !== "OFF";
  });
  const found = role === undefined ? "the account has no role for API Gateway's logs" : `API Gateway logs with ${role}`;
  if (declares && role !== undefined) {
    const text = `API logs: ${found}, and this stack would put its own in its place: set apiGatewayAccountRole to existing, unless that role is this stack's`;
    return [{ kind: "note", text }];
  }
  if ((logs || executionLogs) && !declares && role === undefined) {
    return [{ kind: "fix", text: `API logs: ${found}: set apiGatewayAccountRole to create` }];
  }
  return [{ kind: "ok", text: `API logs: ${found}${declares ? ", and this stack makes one" : ""}` }];
};

const runtimes: Check = async ({ account, region, program: { resources } }) => {
  const wanted = ofType(resources, "aws:lambda/function:Function").map(({ inputs }) => {
    const [architecture = "x86_64"] = (inputs["architectures"] ?? []) as string[];
    return `${String(inputs["runtime"])} on ${architecture}`;
  });
  return Promise.all(
    [...new Set(wanted)].map(async (text): Promise<Finding> => {
      const [runtime, architecture] = text.split(" on ") as [string, string];
      return (await account.knows(runtime, architecture))
        ? { kind: "ok", text: `runtime: Lambda of ${region} knows ${text}` }
        : { kind: "fix", text: `runtime: Lambda of ${region} does not know ${text}: choose another region or runtime` };
    }),
  );
};

const names: Check = async ({ account, program: { resources } }) => {
  const taken = await account.restApiNames();
  return ofType(resources, "aws:apigateway/restApi:RestApi").map(({ state }): Finding => {
    const name = String(state["name"]);
    return taken.includes(name)
      ? {
          kind: "note",
          text: `names: an API named ${name} is there: unless it is this stack's, their metrics and alarms mix, as API Gateway's metrics are per name`,
        }
      : { kind: "ok", text: `names: no API is named ${name}; other names end in random digits` };
  });
};

const deployer: Check = async ({ account, accountId, callerArn, region, program, actionsFor }) => {
  if (callerArn.endsWith(":root")) {
    return [
      { kind: "note", text: "deployer: these are the root user's credentials, which may do everything: use a role" },
    ];
  }
  const principal = await principalOf(callerArn, account);
  const denied = new Map<string, string>();
  const groups = actionsFor(program.resources.filter(({ custom }) => custom));
  for (const { actions, on } of groups) {
    const resource = concrete(on, { accountId, region, resources: program.resources });
    for (const action of await account.denied(principal, actions, resource)) denied.set(action, resource);
  }
  const count = new Set(groups.flatMap(({ actions }) => actions)).size;
  if (denied.size === 0) return [{ kind: "ok", text: `deployer: ${principal} may do all of ${count} actions` }];
  return [...denied].map(([action, resource]) => ({
    kind: "fix",
    text: `deployer: ${principal} may not ${action} on ${resource}`,
  }));
};

/** The role behind a session, and any other principal itself. */
async function principalOf(callerArn: string, account: Account): Promise<string> {
  const role = /:assumed-role\/([^/]+)\//.exec(callerArn)?.[1];
  return role === undefined ? callerArn : account.roleArn(role);
}

/** A pattern of ARNs, as one that IAM is asked about: with a name as this stack gives them. */
function concrete(
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
  [concurrency, "concurrency"],
  [gatewayLogsRole, "API logs"],
  [runtimes, "runtime"],
  [names, "names"],
  [deployer, "deployer"],
]);

/** What no check looks at; said each time, so that a green answer is not taken for more than it is. */
export const notChecked: readonly string[] = [
  "quotas other than concurrent executions: REST APIs, keys, roles, alarms of the account and region",
  "policies of an AWS Organization that the simulation of IAM does not show to this account",
  "whether the addresses in alarmEmails confirm their subscriptions",
  "Pulumi itself: the state backend, the secrets provider, the CLI's version",
  "anything that is deployed already: pulumi refresh and npm run drift look at that",
];
