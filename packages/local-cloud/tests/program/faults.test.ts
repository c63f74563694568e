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
    ["dynamodb:throttle", "--fault dynamodb:throttle: it must be KIND=VALUE"],
    ["dynamodb:throttle=-1", "--fault dynamodb:throttle=-1: it must be KIND=VALUE"],
  ] as const) {
    it(`rejects ${spec}`, () => expect(() => new Faults([spec])).to.throw(message));
  }
});
