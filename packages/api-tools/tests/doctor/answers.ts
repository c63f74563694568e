import type { WireAnswer, WireRequest } from "../support/wireServer";

/** State of a simulated account. The answers follow the examples in AWS's API references. */
export interface Wire {
  readonly arn?: string;
  readonly limit?: number;
  readonly unreserved?: number;
  readonly logsRole?: string;
  readonly apis?: readonly string[];
  /** Runtimes that Lambda supports. */
  readonly runtimes?: readonly string[];
  /** Actions that IAM denies. */
  readonly denied?: readonly string[];
  /** Calls that the credentials do not allow: the path's first part, or the action for IAM and STS. */
  readonly refused?: readonly string[];
  /** Error code of STS. */
  readonly invalid?: string;
}

export function answerOf(wire: Wire): (request: WireRequest) => WireAnswer {
  return (request) => {
    const { line, form } = request;
    const call = form.get("Action") ?? line.replace(/^GET \/(?:\d{4}-\d\d-\d\d\/)?([\w-]+).*/, "$1");
    if (wire.refused?.includes(call)) return denial(line, call);
    const answer = answers[call];
    if (answer === undefined) throw new Error(`no answer is defined for ${call} (${line})`);
    return answer(wire, request);
  };
}

const answers: Readonly<Record<string, (wire: Wire, request: WireRequest) => WireAnswer>> = {
  GetCallerIdentity: ({ arn = "arn:aws:sts::111122223333:assumed-role/deployer/session", invalid }) =>
    invalid === undefined
      ? xml("GetCallerIdentity", `<Arn>${arn}</Arn><UserId>AROA:session</UserId><Account>111122223333</Account>`)
      : {
          status: 403,
          body: `<ErrorResponse><Error><Type>Sender</Type><Code>${invalid}</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
        },
  "account-settings": ({ limit = 1000, unreserved = limit }) => ({
    body: JSON.stringify({
      AccountLimit: {
        TotalCodeSize: 80530636800,
        CodeSizeUnzipped: 262144000,
        CodeSizeZipped: 52428800,
        ConcurrentExecutions: limit,
        UnreservedConcurrentExecutions: unreserved,
      },
      AccountUsage: { TotalCodeSize: 9426, FunctionCount: 8 },
    }),
  }),
  account: ({ logsRole }) => ({
    body: JSON.stringify({
      apiKeyVersion: "4",
      ...(logsRole === undefined ? {} : { cloudwatchRoleArn: logsRole }),
      features: ["UsagePlans"],
      throttleSettings: { burstLimit: 5000, rateLimit: 10000.0 },
    }),
  }),
  layers: ({ runtimes = ["nodejs24.x"] }, { line }) => {
    const runtime = new URL(line.split(" ")[1]!, "http://localhost").searchParams.get("CompatibleRuntime")!;
    if (runtimes.includes(runtime)) return { body: JSON.stringify({ Layers: [] }) };
    const message = `1 validation error detected: Value '${runtime}' at 'compatibleRuntime' failed to satisfy constraint: Member must satisfy enum value set: [${runtimes.join(", ")}]`;
    return { status: 400, body: JSON.stringify({ message }), headers: { "x-amzn-errortype": "ValidationException" } };
  },
  /** One API a page. */
  restapis: ({ apis = [] }, { line }) => {
    const position = Number(new URL(line.split(" ")[1]!, "http://localhost").searchParams.get("position") ?? 0);
    const more = position + 1 < apis.length ? { position: String(position + 1) } : {};
    const item = apis
      .slice(position, position + 1)
      .map((name) => ({ id: "uycll6xg9a", name, createdDate: 1510000000 }));
    return { body: JSON.stringify({ item, ...more }) };
  },
  GetRole: (_, { form }) => {
    const name = form.get("RoleName");
    const document = encodeURIComponent("{}");
    return xml(
      "GetRole",
      `<Role><Path>/ci/</Path><Arn>arn:aws:iam::111122223333:role/ci/${name}</Arn><RoleName>${name}</RoleName>` +
        `<AssumeRolePolicyDocument>${document}</AssumeRolePolicyDocument><CreateDate>2026-01-01T00:00:00Z</CreateDate><RoleId>AROA</RoleId></Role>`,
    );
  },
  SimulatePrincipalPolicy: ({ denied = [] }, { form }) => {
    const actions = [...form].filter(([key]) => key.startsWith("ActionNames.member.")).map(([, action]) => action);
    const members = actions.map(
      (action) =>
        `<member><EvalActionName>${action}</EvalActionName><EvalResourceName>${form.get("ResourceArns.member.1")}</EvalResourceName>` +
        `<EvalDecision>${denied.includes(action) ? "implicitDeny" : "allowed"}</EvalDecision></member>`,
    );
    return xml(
      "SimulatePrincipalPolicy",
      `<IsTruncated>false</IsTruncated><EvaluationResults>${members.join("")}</EvaluationResults>`,
    );
  },
};

function xml(call: string, result: string): WireAnswer {
  return {
    body: `<${call}Response><${call}Result>${result}</${call}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${call}Response>`,
  };
}

function denial(line: string, call: string): WireAnswer {
  if (line.startsWith("POST")) {
    return {
      status: 403,
      body: `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized to perform ${call}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
    };
  }
  return {
    status: 403,
    body: JSON.stringify({ message: `not authorized to perform ${call}` }),
    headers: { "x-amzn-errortype": "AccessDeniedException" },
  };
}
