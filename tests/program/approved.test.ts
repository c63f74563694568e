import { expect } from "chai";
import { approvedText, difference, readApproved } from "../support/approved";

describe("what a person approves of the program", () => {
  it("is as tests/program/approved.txt has it (npm run approve accepts a change)", async () => {
    expect(difference(readApproved(), await approvedText())).to.deep.equal([]);
  });

  it("shows what is new and what is gone, line by line", () => {
    expect(
      difference("# a\nroute  GET /a  a\nroute  GET /b  b\n", "# b\nroute  GET /a  a\nroute  GET /c  c\n"),
    ).to.deep.equal(["no longer: route  GET /b  b", "new: route  GET /c  c"]);
  });
});
