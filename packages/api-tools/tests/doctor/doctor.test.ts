import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { runDoctor } from "../../src/doctor";
import { createAwsAccount } from "../../src/doctor/awsAccount";
import { loadDeployerActions } from "../../src/doctor/deployerActions";
import { wireServer } from "../support/wireServer";
import { declared, root } from "../support/program";
import { answerOf, type Wire } from "./answers";

const actionsFor = loadDeployerActions(root);

const credentials = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret", AWS_SESSION_TOKEN: "token" };

/** Runs the doctor against a simulated account; returns its lines and the requests. */
async function examine(wire: Wire, stack = "prod") {
  const server = await wireServer(answerOf(wire));
  const lines: string[] = [];
  const before = { ...process.env };
  Object.assign(process.env, credentials);
  try {
    const program = await declared(stack);
    const account = createAwsAccount({ region: program.location.region, endpoint: server.endpoint });
    const fit = await runDoctor(program, account, { say: (line) => lines.push(line), actionsFor }).catch(
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
  const { fit, lines } = await examine(wire, stack);
  return { fit, found: lines.slice(1, lines.indexOf("not checked:")) };
}

describe("the doctor", () => {
  it("reports a suitable account as ok, and lists what it did not check", async () => {
    const { fit, lines } = await examine({});
    expect(fit).to.equal(true);
    const { reserved } = (await declared("prod")).outputs["concurrency"]!.value as { reserved: number };
    expect(lines.slice(0, 5)).to.deep.equal([
      "stack prod in eu-central-1, account 111122223333, as arn:aws:sts::111122223333:assumed-role/deployer/session",
      `ok         concurrency: the functions reserve ${reserved}, Lambda requires 100 unreserved; the account's limit is 1000, of which 1000 are unreserved`,
      "ok         API logs: the account has no role for API Gateway's logs; this stack creates one",
      "ok         runtime: Lambda in eu-central-1 supports nodejs24.x on arm64",
      "ok         names: no API is named items-api/prod/items; Pulumi adds random characters to the other names",
    ]);
    expect(lines[5]).to.match(
      /^ok {9}deployer: arn:aws:iam::111122223333:role\/ci\/deployer is allowed all \d+ actions$/,
    );
    expect(lines[6]).to.equal("not checked:");
    expect(lines.slice(7)).to.not.have.length(0);
  });

  it("sends only GET requests and reading calls of STS and IAM", async () => {
    const { requests } = await examine({ apis: ["a", "b", "items-api/prod/items"] });
    const asked = requests.map(({ line, form }) => form.get("Action") ?? line.split(" ")[0]!);
    expect([...new Set(asked)].sort()).to.deep.equal([
      "GET",
      "GetCallerIdentity",
      "GetRole",
      "SimulatePrincipalPolicy",
    ]);
  });

  it("asks for a higher limit if a new account cannot grant the concurrency", async () => {
    const { fit, found } = await findings({ limit: 10 });
    expect(fit).to.equal(false);
    expect(found[0]).to.match(
      /^fix .* the account's limit is 10, of which 10 are unreserved: request a limit of \d+ \(Service Quotas, Lambda, Concurrent executions\), or lower reservedConcurrency and provisionedConcurrency$/,
    );
  });

  it("notes a sufficient limit that other functions have reserved", async () => {
    const { fit, found } = await findings({ limit: 1000, unreserved: 150 });
    expect(fit).to.equal(true);
    expect(found[0]).to.match(
      /^note .* deployed functions reserve the rest; this is expected if this stack is deployed already$/,
    );
  });

  it("reports no reservation for dev", async () => {
    const dev = await findings({ limit: 10 }, "dev");
    expect(dev.fit).to.equal(true);
    expect(dev.found[0]).to.include("ok         concurrency: the functions reserve nothing");
  });

  it("warns before the stack replaces the account's role for API logs", async () => {
    const role = "arn:aws:iam::111122223333:role/logs";
    expect((await findings({ logsRole: role })).found[1]).to.equal(
      `note       API logs: API Gateway logs with ${role}, and this stack would replace it with its own: set apiGatewayAccountRole to existing, unless the role belongs to this stack`,
    );
  });

  it("reports a runtime that the region does not support", async () => {
    const { fit, found } = await findings({ runtimes: ["nodejs22.x"] });
    expect(fit).to.equal(false);
    expect(found[2]).to.equal(
      "fix        runtime: Lambda in eu-central-1 does not support nodejs24.x on arm64: choose another region or runtime",
    );
  });

  it("finds an API of the same name on any page", async () => {
    const { found } = await findings({ apis: ["other", "items-api/prod/items"] });
    expect(found[3]).to.match(
      /^note {7}names: an API named items-api\/prod\/items exists\. Unless it belongs to this stack/,
    );
  });

  it("lists each denied action of the deployer, with a concrete resource of the stack", async () => {
    const { fit, found } = await findings({ denied: ["dynamodb:CreateTable", "iam:PassRole"] });
    expect(fit).to.equal(false);
    const denied = found.slice(4).map((line) => line.replace(/[\w-]+-0000000$/, "NAME"));
    expect(denied.sort()).to.deep.equal([
      "fix        deployer: arn:aws:iam::111122223333:role/ci/deployer is not allowed dynamodb:CreateTable on arn:aws:dynamodb:eu-central-1:111122223333:table/NAME",
      "fix        deployer: arn:aws:iam::111122223333:role/ci/deployer is not allowed iam:PassRole on arn:aws:iam::111122223333:role/NAME",
    ]);
  });

  it("simulates a user by its own ARN, and notes root credentials", async () => {
    const user = await findings({ arn: "arn:aws:iam::111122223333:user/ann" });
    expect(user.found[4]).to.include("deployer: arn:aws:iam::111122223333:user/ann is allowed all");
    const rootUser = await findings({ arn: "arn:aws:iam::111122223333:root" });
    expect(rootUser.found[4]).to.match(/^note {7}deployer: these are the root user's credentials/);
  });

  it("reports checks without permission as unchecked, and runs the others", async () => {
    const { fit, found } = await findings({ refused: ["account-settings", "SimulatePrincipalPolicy", "restapis"] });
    expect(fit).to.equal(true);
    expect(found.filter((line) => line.startsWith("unchecked"))).to.deep.equal([
      "unchecked  concurrency: the credentials do not allow lambda:GetAccountSettings",
      "unchecked  names: the credentials do not allow apigateway:GET",
      "unchecked  deployer: the credentials do not allow iam:SimulatePrincipalPolicy",
    ]);
    expect(found).to.have.length(5);
  });

  it("reports expired and invalid credentials in one sentence", async () => {
    const message = async (invalid: string) => ((await examine({ invalid })).fit as Error).message;
    expect(await message("ExpiredToken")).to.equal("the AWS credentials of this shell have expired: log in again");
    expect(await message("InvalidClientTokenId")).to.equal(
      "AWS rejects the credentials of this shell (InvalidClientTokenId)",
    );
  });
});

describe("the command doctor", () => {
  /** Runs the command with an empty home folder and without instance metadata. */
  async function run(variables: object) {
    const args = [join("packages", "api-tools", "bin.cjs"), "doctor", "--stack", "dev"];
    const { PATH } = process.env;
    const env = { PATH, HOME: "/nonexistent", AWS_EC2_METADATA_DISABLED: "true", ...variables };
    const child = spawn(process.execPath, args, { cwd: root, env });
    const [out, errors] = [child.stdout, child.stderr].map((stream) => stream.toArray());
    const [code] = (await once(child, "exit")) as [number];
    return { code, out: (await out!).join(""), errors: (await errors!).join("") };
  }

  it("prints one line if there are no credentials", async () => {
    expect(await run({})).to.deep.equal({
      code: 1,
      out: "",
      errors:
        "there are no AWS credentials in this shell: set AWS_PROFILE or log in (aws sso login, aws configure), then run it again\n",
    });
  });

  it("uses AWS_ENDPOINT_URL, and exits with 1 for something to fix", async () => {
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
