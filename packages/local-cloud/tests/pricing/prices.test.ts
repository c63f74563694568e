import { expect } from "chai";
import { pricedRegions } from "../../src/pricing/price";
import { prices } from "../../src/pricing/prices";

describe("the price list", () => {
  it("contains a price for each region, a date and a source for every entry", () => {
    for (const [name, { usd, asOf, source, per }] of Object.entries(prices)) {
      expect(Object.keys(usd), name).to.deep.equal([...pricedRegions]);
      expect(
        Object.values(usd).every((each) => each > 0),
        name,
      ).to.equal(true);
      expect(asOf, name).to.match(/^20\d\d-\d\d-\d\d$/);
      expect(source, name).to.match(/^https:\/\/aws\.amazon\.com\//);
      expect(per, name).to.be.above(0);
    }
  });
});
