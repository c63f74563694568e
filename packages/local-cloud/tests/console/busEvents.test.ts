import { expect } from "chai";
import { BusEvents } from "../../src/console/record/busEvents";
import type { FactDetails } from "../../src/kernel/facts/facts";

const event = (eventId: string, text = "{}"): FactDetails => ({
  kind: "event",
  trace: undefined,
  eventId,
  bus: "shop",
  source: "s",
  detailType: "Created",
  text,
  rules: ["r"],
  isScheduled: false,
});
const delivery = (eventId: string, failure: string | undefined): FactDetails => ({
  kind: "ruleDelivery",
  trace: undefined,
  eventId,
  bus: "shop",
  rule: "r",
  target: "t",
  failure,
  isDeadLettered: undefined,
});

describe("the events that the console stores", () => {
  let events: BusEvents;
  beforeEach(() => (events = new BusEvents()));
  const read = (fact: FactDetails) => events.read({ at: 1, ...fact });

  it("count deliveries and failures", () => {
    read(event("e"));
    read(delivery("e", undefined));
    read(delivery("e", "NO_PERMISSIONS: no"));
    read(delivery("other", undefined));
    expect(events.lines.map(({ id, delivered, failed }) => [id, delivered, failed])).to.deep.equal([["e", 2, 1]]);
  });

  it("are sent again when a delivery ends", () => {
    read(event("e"));
    expect(events.takeChanges()).to.have.length(1);
    expect(events.takeChanges()).to.have.length(0);
    read(delivery("e", undefined));
    expect(events.takeChanges().map(({ delivered }) => delivered)).to.deep.equal([1]);
  });

  it("are bounded in number, size and deliveries", () => {
    for (let index = 0; index < 10_000; index += 1) read(event(String(index)));
    expect([events.lines.length, events.takeChanges().length]).to.deep.equal([500, 500]);
    for (let index = 0; index < 10_000; index += 1) read(delivery("9999", undefined));
    expect(events.lines.at(-1)!.delivered).to.equal(100);
    for (let index = 0; index < 500; index += 1) read(event(`large${index}`, "x".repeat(250_000)));
    expect(events.lines.length).to.be.below(130);
    expect(events.find("large499")[0]!.isWhole).to.equal(false);
  });
});
