import { expect } from "chai";
import { ServiceRegistry } from "../../src/kernel/serviceRegistry";
import type { Properties } from "../../src/kernel/resources";
import { types } from "../../src/sqs/types";

const context = { project: "p", stack: "s", region: "eu-central-1", registry: new ServiceRegistry() };

describe("the name of a queue", () => {
  const names: [what: string, inputs: Properties, name: RegExp][] = [
    ["is generated as Pulumi does", {}, /^jobs-[\da-f]{7}$/],
    ["ends with the suffix of a FIFO queue", { fifoQueue: true }, /^jobs-[\da-f]{7}\.fifo$/],
    ["begins with a prefix", { namePrefix: "a-", fifoQueue: true }, /^a-[\da-f]{26}\.fifo$/],
    ["is the declared one", { name: "b.fifo", fifoQueue: true }, /^b\.fifo$/],
  ];
  for (const [what, inputs, name] of names) {
    it(what, async () => {
      const { id, state } = await types["aws:sqs/queue:Queue"]!.provide(
        { type: "aws:sqs/queue:Queue", name: "jobs", inputs },
        context,
        [],
      );
      expect(state["name"]).to.match(name);
      expect(state["arn"]).to.equal(`arn:aws:sqs:eu-central-1:123456789012:${String(state["name"])}`);
      expect(id).to.equal(`https://sqs.eu-central-1.amazonaws.com/123456789012/${String(state["name"])}`);
    });
  }
});
