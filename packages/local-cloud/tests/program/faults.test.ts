import { expect } from "chai";
import { Faults } from "../../src/kernel/faults";

const drawn = (specs: string[], times = 1_000) => {
  const faults = new Faults(specs);
  return Array.from({ length: times }, () => faults.strikes("dynamodb:throttle"));
};

describe("--fault", () => {
  it("affects about the configured share of requests, and no other kind", () => {
    expect(drawn(["dynamodb:throttle=0.2"]).filter(Boolean).length).to.be.within(150, 250);
    expect(drawn(["lambda:crash=1"]).filter(Boolean)).to.deep.equal([]);
    expect(drawn(["dynamodb:throttle=1"]).every(Boolean)).to.equal(true);
  });

  it("affects the same requests on every run, and others with another seed", () => {
    const specs = ["dynamodb:throttle=0.5"];
    expect(drawn(specs)).to.deep.equal(drawn(specs));
    expect(drawn([...specs, "seed=2"])).to.not.deep.equal(drawn(specs));
  });

  for (const [spec, message] of [
    ["dynamodb:throttle=2", "--fault dynamodb:throttle=2: the value must be a share from 0 to 1"],
    ["lambda:init=90000", "--fault lambda:init=90000: the value must be milliseconds from 0 to 60000"],
    ["s3:throttle=1", "--fault s3:throttle=1: it must be KIND=VALUE, and the kinds are dynamodb:throttle, "],
    ["events:duplicates=1", "seed; did you mean events:duplicate?"],
    ["=1", "--fault =1: it must be KIND=VALUE, and the kinds are "],
    ["", "--fault : it must be KIND=VALUE, and the kinds are "],
    ["dynamodb:throttle", "--fault dynamodb:throttle: the value must be a share from 0 to 1"],
    ["dynamodb:throttle=-1", "--fault dynamodb:throttle=-1: the value must be a share from 0 to 1"],
    ["sqs:redeliver=", "--fault sqs:redeliver=: the value must be a share from 0 to 1"],
    ["sqs:redeliver=half", "--fault sqs:redeliver=half: the value must be a share from 0 to 1"],
    ["events:duplicate=1e3", "--fault events:duplicate=1e3: the value must be a share from 0 to 1"],
    ["events:duplicate=0.5,events:delay=1", "--fault events:duplicate=0.5,events:delay=1: the value must be a share"],
    ["events:delay=1s", "--fault events:delay=1s: the value must be milliseconds from 0 to 60000"],
    ["events:delay=60001", "--fault events:delay=60001: the value must be milliseconds from 0 to 60000"],
    ["seed=x", "--fault seed=x: the value must be a number from 0"],
  ] as const) {
    it(`rejects ${spec}`, () => expect(() => new Faults([spec])).to.throw(message));
  }
});
