import { expect } from "chai";
import { approvedText, difference, readApproved } from "../support/approved";

describe("the approved summary of the program", () => {
  it("is tests/program/approved.txt (npm run approve updates it)", async () => {
    expect(difference(readApproved(), await approvedText())).to.deep.equal([]);
  });

  it("shows added and removed lines", () => {
    expect(
      difference("# a\nroute  GET /a  a\nroute  GET /b  b\n", "# b\nroute  GET /a  a\nroute  GET /c  c\n"),
    ).to.deep.equal(["no longer: route  GET /b  b", "new: route  GET /c  c"]);
  });
});
