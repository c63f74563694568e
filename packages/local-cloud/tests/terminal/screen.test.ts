import { expect } from "chai";
import { Screen } from "../../src/terminal/screen";

/** Returns the text that a terminal shows after these writes. */
function shown(written: string): string[] {
  return written
    .replace(/\u001b\[3[19]m/g, "")
    .split("\n")
    .map((line) => line.split("\r\u001b[2K").at(-1)!);
}

describe("a notice of the screen", () => {
  const screenOf = (isTTY: boolean, columns = 40) => {
    let text = "";
    const screen = new Screen({ isTTY, columns, write: (more: string) => (text += more) });
    return { screen, lines: () => shown(text) };
  };

  it("stays the last line of a terminal while others are written", () => {
    const { screen, lines } = screenOf(true);
    screen.write("one\n");
    screen.keep("not reloaded");
    screen.write("two\n");
    screen.write("three\n");
    expect(lines()).to.deep.equal(["one", "two", "three", "not reloaded"]);
  });

  it("disappears when it is removed", () => {
    const { screen, lines } = screenOf(true);
    screen.keep("not reloaded");
    screen.write("two\n");
    screen.keep(undefined);
    screen.write("reloaded\n");
    expect(lines()).to.deep.equal(["two", "reloaded", ""]);
  });

  it("is one line of the terminal's width, whatever it contains", () => {
    const { screen, lines } = screenOf(true, 30);
    screen.keep(`a\nb ${"x".repeat(100)}`);
    expect(lines()).to.deep.equal([`a b ${"x".repeat(24)}…`]);
  });

  it("does not break an incomplete line", () => {
    const { screen, lines } = screenOf(true);
    screen.keep("not reloaded");
    screen.write("half ");
    screen.write("whole\n");
    expect(lines()).to.deep.equal(["half whole", "not reloaded"]);
  });

  it("is repeated after twenty lines without a terminal", () => {
    const { screen, lines } = screenOf(false);
    screen.keep("not reloaded");
    for (let line = 0; line < 45; line += 1) screen.write(`${line}\n`);
    expect(lines().flatMap((line, index) => (line === "not reloaded" ? [index] : []))).to.deep.equal([20, 41]);
  });
});
