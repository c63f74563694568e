import { expect } from "chai";
import { Usage } from "../../src/readers/usage";

describe("the record of used permissions", () => {
  it("does not grow with the log streams that environments have", () => {
    const usage = new Usage();
    for (let stream = 0; stream < 1_000; stream += 1) {
      const resource = `arn:aws:logs:eu-central-1:123456789012:log-group:things:log-stream:${stream}`;
      usage.read({
        kind: "authorization",
        at: 0,
        roleArn: "role",
        action: "logs:PutLogEvents",
        resource,
        allowed: true,
      });
    }
    expect(usage.size).to.equal(1);
  });
});
