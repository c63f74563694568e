import { expect } from "chai";
import { recordedCases, runCase } from "./support/cases";

for (const topic of ["dynamodb", "dynamodb-streams", "dynamodb-facts"]) {
  describe(`recorded behaviour of AWS: ${topic}`, () => {
    for (const each of recordedCases(topic)) {
      it(`${each.id}: ${each.title}`, () => {
        expect(runCase(each)).to.deep.equal([]);
      });
    }
  });
}
