import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { doctor } from "../../src/doctor";
import { awsAccount } from "../../src/doctor/awsAccount";
import { deployerActionsOf } from "../../src/doctor/deployerActions";
import { wireServer } from "../support/wireServer";
import { declared, root } from "../support/program";
import { answerOf, type Wire } from "./answers";

const actionsFor = deployerActionsOf(root);

const credentials = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret", AWS_SESSION_TOKEN: "token" };

/** What the doctor says of a pretended account, and what it asked. */
async function examined(wire: Wire, stack = "prod") {
  const server = await wireServer(answerOf(wire));
  const lines: string[] = [];
  const before = { ...process.env };
  Object.assign(process.env, credentials);
  try {
    const program = await declared(stack);
    const account = awsAccount({ region: program.location.region, endpoint: server.endpoint });
    const fit = await doctor(program, account, { say: (line) => lines.push(line), actionsFor }).catch(
      (error: Error) => error,
    );
    return { fit, lines, requests: server.requests };
  } finally {
    for (const name of Object.keys(credentials)) delete process.env[name];
    Object.assign(process.env, before);
    await server.close();
  }
}

async function findings(wire: Wire, stack?: string) {
  const { fit, lines } = await examined(wire, stack);
  return { fit, found: lines.slice(1, lines.indexOf("not checked:")) };
}

describe("the doctor", () => {
  it("says of an account that has all it takes what it asked and what it did not", async () => {
    const { fit, lines } = await examined({});
    expect(fit).to.equal(true);
    const { reserved } = (await declared("prod")).outputs["concurrency"]!.value as { reserved: number };
    expect(lines.slice(0, 5)).to.deep.equal([
      "stack prod in eu-central-1, account 111122223333, as arn:aws:sts::111122223333:assumed-role/deployer/session",
      `ok         concurrency: the functions take ${reserved}, Lambda keeps 100 for others; the account's limit is 1000, and 1000 of it are not reserved`,
      "ok         API logs: the account has no role for API Gateway's logs, and this stack makes one",
      "ok         runtime: Lambda of eu-central-1 knows nodejs24.x on arm64",
      "ok         names: no API is named items-prod; other names end in random digits",
    ]);
    expect(lines[5]).to.match(
      /^ok {9}deployer: arn:aws:iam::111122223333:role\/ci\/deployer may do all of \d+ actions$/,
    );
    expect(lines[6]).to.equal("not checked:");
    expect(lines.slice(7)).to.not.have.length(0);
  });

  it("only reads: GET requests, and the questions of STS and IAM", async () => {
    const { requests } = await examined({ apis: ["a", "b", "items-prod"] });
    const asked = requests.map(({ line, form }) => form.get("Action") ?? line.split(" ")[0]!);
    expect([...new Set(asked)].sort()).to.deep.equal([
      "GET",
      "GetCallerIdentity",
      "GetRole",
      "SimulatePrincipalPolicy",
    ]);
  });

  it("says what to do where a new account cannot grant the concurrency", async () => {
    const { fit, found } = await findings({ limit: 10 });
    expect(fit).to.equal(false);
    expect(found[0]).to.match(
      /^fix .* the account's limit is 10, and 10 of it are not reserved: ask for a limit of \d+ \(Service Quotas, Lambda, Concurrent executions\), or lower reservedConcurrency and provisionedConcurrency$/,
    );
  });

  it("tells a limit that others have reserved from one that is too low", async () => {
    const { fit, found } = await findings({ limit: 1000, unreserved: 150 });
    expect(fit).to.equal(true);
    expect(found[0]).to.match(
      /^note .* functions that are there reserve the rest, this stack's own once it is deployed$/,
    );
  });

  it("reserves nothing for dev", async () => {
    const dev = await findings({ limit: 10 }, "dev");
    expect(dev.fit).to.equal(true);
    expect(dev.found[0]).to.include("ok         concurrency: the functions reserve nothing");
  });

  it("knows the account's role for API logs", async () => {
    const role = "arn:aws:iam::111122223333:role/logs";
    expect((await findings({ logsRole: role })).found[1]).to.equal(
      `note       API logs: API Gateway logs with ${role}, and this stack would put its own in its place: set apiGatewayAccountRole to existing, unless that role is this stack's`,
    );
  });

  it("finds a runtime that the region does not know", async () => {
    const { fit, found } = await findings({ runtimes: ["nodejs22.x"] });
    expect(fit).to.equal(false);
    expect(found[2]).to.equal(
      "fix        runtime: Lambda of eu-central-1 does not know nodejs24.x on arm64: choose another region or runtime",
    );
  });

  it("finds an API of the same name on any page", async () => {
    const { found } = await findings({ apis: ["other", "items-prod"] });
    expect(found[3]).to.match(/^note {7}names: an API named items-prod is there: unless it is this stack's/);
  });

  it("names each action that the deployer may not do, on a resource with a name as the stack's", async () => {
    const { fit, found } = await findings({ denied: ["dynamodb:CreateTable", "iam:PassRole"] });
    expect(fit).to.equal(false);
    const denied = found.slice(4).map((line) => line.replace(/[\w-]+-0000000$/, "NAME"));
    expect(denied.sort()).to.deep.equal([
      "fix        deployer: arn:aws:iam::111122223333:role/ci/deployer may not dynamodb:CreateTable on arn:aws:dynamodb:eu-central-1:111122223333:table/NAME",
      "fix        deployer: arn:aws:iam::111122223333:role/ci/deployer may not iam:PassRole on arn:aws:iam::111122223333:role/NAME",
    ]);
  });

  it("asks about a user as it is, and says of root that it may do everything", async () => {
    const user = await findings({ arn: "arn:aws:iam::111122223333:user/ann" });
    expect(user.found[4]).to.include("deployer: arn:aws:iam::111122223333:user/ann may do all");
    const rootUser = await findings({ arn: "arn:aws:iam::111122223333:root" });
    expect(rootUser.found[4]).to.match(/^note {7}deployer: these are the root user's credentials/);
  });

  it("says what it could not ask, and asks the rest", async () => {
    const { fit, found } = await findings({ refused: ["account-settings", "SimulatePrincipalPolicy", "restapis"] });
    expect(fit).to.equal(true);
    expect(found.filter((line) => line.startsWith("unchecked"))).to.deep.equal([
      "unchecked  concurrency: the credentials do not allow lambda:GetAccountSettings",
      "unchecked  names: the credentials do not allow apigateway:GET",
      "unchecked  deployer: the credentials do not allow iam:SimulatePrincipalPolicy",
    ]);
    expect(found).to.have.length(5);
  });

  it("says in one sentence that credentials have expired or are not valid", async () => {
    const message = async (invalid: string) => ((await examined({ invalid })).fit as Error).message;
    expect(await message("ExpiredToken")).to.equal("the AWS credentials of this shell have expired: log in again");
    expect(await message("InvalidClientTokenId")).to.equal(
      "AWS does not accept the credentials of this shell (InvalidClientTokenId)",
    );
  });
});

describe("the command doctor", () => {
  /** In a home without AWS's files, off the network. */
  async function run(variables: object) {
    const args = [join("packages", "api-tools", "bin.cjs"), "doctor", "--stack", "dev"];
    const { PATH } = process.env;
    const env = { PATH, HOME: "/nonexistent", AWS_EC2_METADATA_DISABLED: "true", ...variables };
    const child = spawn(process.execPath, args, { cwd: root, env });
    const [out, errors] = [child.stdout, child.stderr].map((stream) => stream.toArray());
    const [code] = (await once(child, "exit")) as [number];
    return { code, out: (await out!).join(""), errors: (await errors!).join("") };
  }

  it("says in one line that there are no credentials", async () => {
    expect(await run({})).to.deep.equal({
      code: 1,
      out: "",
      errors:
        "there are no AWS credentials in this shell: set AWS_PROFILE, or log in (aws sso login, aws configure), and run it again\n",
    });
  });

  it("finds AWS where the environment says, and exits 1 when something is to be fixed", async () => {
    const server = await wireServer(answerOf({ runtimes: [] }));
    try {
      const { code, out, errors } = await run({ ...credentials, AWS_ENDPOINT_URL: server.endpoint });
      expect([code, errors]).to.deep.equal([1, ""]);
      expect(out).to.match(/^fix .*runtime: /m);
    } finally {
      await server.close();
    }
  });
});
