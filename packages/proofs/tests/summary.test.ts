import { expect } from "chai";
import { exampleBody } from "../../local-cloud/src/terminal/exampleBody";
import { documentOf } from "../../../api/openapi/published";
import { declaredKeys } from "../../local-cloud/src/apigateway/declared/apis";
import { LocalCloud } from "../../local-cloud/src/cloud";
import { readProject } from "../../local-cloud/src/program/project/readProject";
import { formatSummary } from "../../local-cloud/src/terminal/summary";
import { consumers } from "../../../api/routes";
import { operations } from "../../../tests/support/operations";
import { root } from "../../local-cloud/tests/support/program";

const document = documentOf(undefined);

describe("the summary that a run prints", () => {
  let text: string;
  let key: string;
  before(async () => {
    const project = readProject(root, "prod", ["provisionedConcurrency=1", "reservedConcurrency=41"]);
    const cloud = await LocalCloud.start(project, { host: "127.0.0.1", port: 0 });
    text = formatSummary(cloud, { color: false, verbose: false });
    key = declaredKeys(cloud.program.resources)[0]!.value;
    await cloud.stop();
  });

  it("sums the functions' reserved and provisioned concurrency", () => {
    const count = operations.length;
    // Each consumer reserves 10, and has no provisioned environments.
    const reserved = 41 * count + 10 * consumers.length;
    const functions = count + consumers.length;
    expect(text).to.include(
      `  Concurrency: ${reserved} reserved and ${count} provisioned, of ${functions} functions\n`,
    );
  });

  it("states what each function costs on AWS before the first request", () => {
    const names = operations.map(({ operationId }) => `${operationId}-function`);
    // An environment of 512 MB costs $4.38, and the alarms of a function $0.50.
    const [, listed = ""] = /^ {4}\$4\.88 each: (.*)$/m.exec(text) ?? [];
    expect(listed.split(", ")).to.have.members(names);
    expect(text).to.include(`    $0.40: ${consumers[0]!.name}-function\n`);
    expect(text).to.match(/^ {2}Idle cost on AWS: \$\d+\.\d\d a month, before the first request /m);
  });

  it("leaves out an output that is undefined, as Pulumi does", () => {
    expect(text)
      .to.match(/^ {2}tableName +\S/m)
      .and.not.to.match(/ undefined$/m);
  });

  it("summarizes resources that are not emulated in one line", () => {
    expect(text.match(/^ {2}Declared, but not emulated here: .* \(--verbose lists them\)$/gm)).to.have.length(1);
  });

  it("suggests a curl command with the document's example body", () => {
    const create = operations.find(({ method, path }) => method === "POST" && !path.includes("{"))!;
    const { body } = create;
    const example = exampleBody(document, { ...create, httpMethod: create.method, resourcePath: create.path });
    expect(example).to.deep.equal(body.example);
    expect(text).to.include(
      `-H 'x-api-key: ${key}' -H 'Content-Type: application/json' -d '${JSON.stringify(example)}'`,
    );
  });
});
