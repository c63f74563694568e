import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { join } from "node:path";
import { expect } from "chai";
import { createCommandLine } from "../src/main";
import { version } from "../package.json";
import { refusalOf } from "./support/commandLine";
import { root } from "./support/program";

/** Runs `api-tools` as a shell does. */
function run(...argv: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join("packages", "api-tools", "bin.cjs"), ...argv], {
    cwd: root,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("api-tools", () => {
  it("prints the package's version", () => {
    expect(run("--version")).to.deep.equal({ status: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("lists its commands, and exits with 1 if no command is given", () => {
    const { status, stdout, stderr } = run("--help");
    expect([status, stderr]).to.deep.equal([0, ""]);
    for (const { command } of commands) expect(stdout).to.match(new RegExp(`^ {2}${command.name()} `, "m"));
    expect(run()).to.deep.equal({ status: 1, stdout: "", stderr: stdout });
  });

  for (const argv of [["--help"], ["--version"], ["report", "--help"]]) {
    it(`ends ${argv.join(" ")} without a stack trace when its output pipe closes`, async () => {
      const child = spawn(process.execPath, [join("packages", "api-tools", "bin.cjs"), ...argv], { cwd: root });
      child.stdout.destroy();
      const [stderr, [status]] = await Promise.all([text(child.stderr), once(child, "exit")]);
      expect([status, stderr]).to.deep.equal([0, ""]);
    });
  }

  const commands = createCommandLine(version).commands.map((command) => ({ command, name: command.name() }));
  it("has every command that workflows and guides name", () => {
    expect(commands.map(({ name }) => name)).to.have.members([
      ...["report", "cost", "policy", "doctor", "release", "versions", "rename", "token"],
      ...["contract", "released", "rollback", "comment", "review", "redrive"],
    ]);
  });

  for (const { command, name } of commands) {
    it(`describes ${name}, its arguments and its options`, () => {
      expect(command.description()).to.not.equal("");
      for (const { description } of [...command.options, ...command.registeredArguments]) {
        expect(description).to.not.equal("");
      }
      const help = command.helpInformation();
      expect(help).to.match(new RegExp(`^Usage: api-tools ${name} `));
      for (const { long } of command.options) expect(help).to.include(long);
    });
  }

  const mistakes: readonly (readonly [argv: readonly string[], sentence: string])[] = [
    [["rport"], "unknown command 'rport' (Did you mean report?)"],
    [["nothing-like-it"], "unknown command 'nothing-like-it'"],
    [["--porgram", "a"], "unknown option '--porgram' (Did you mean --program?)"],
    [["policy", "--stak", "a"], "unknown option '--stak' (Did you mean --stack?)"],
    [["policy", "dev"], "too many arguments for 'policy'. Expected 0 arguments but got 1."],
    [["token", "--user"], "option '--user <name>' argument missing"],
    [["token", "--expires", "soon"], "--expires is soon: it must be a number followed by s, m, h or d, such as 15m"],
    [["token", "--scope", "--user"], "--scope is --user: it must be a value, not another option"],
    [["doctor"], "required option '-s, --stack <name>' not specified"],
    [["contract", "--smoke"], "required option '-s, --stack <name>' not specified"],
    [["released"], "required option '--environment <name>' not specified"],
    [["rollback", "--stack", "prod"], "required option '--to <commit>' not specified"],
    [
      ["rollback", "--stack", "prod", "--to", ""],
      "--to is not given: it must be a full commit hash of 40 hexadecimal digits",
    ],
    [["comment", "--file", "a"], "required option '--pull-request <number>' not specified"],
    [["comment", "--file", "a", "--pull-request", "x"], "--pull-request is x: it must be the number of a pull request"],
    [["comment", "--file", "nowhere.md", "--pull-request", "1"], "--file is nowhere.md: the file does not exist"],
    [["rename", "items"], "missing required argument 'new'"],
    [["rename", "a", "b", "--plural", "c"], "unknown option '--plural'"],
    [["--program", "/nowhere", "cost"], "--program /nowhere: not a folder; pass the folder that contains Pulumi.yaml"],
  ];
  for (const [argv, sentence] of mistakes) {
    it(`rejects ${argv.join(" ")}`, async () => expect(await refusalOf(...argv)).to.equal(sentence));
  }

  it("accepts --program after the command too", async () => {
    expect(await refusalOf("cost", "--program", "/nowhere")).to.match(/^--program \/nowhere: not a folder/);
  });

  it("prints a user's mistake as one line on standard error, and exits with 1", () => {
    expect(run("rport")).to.deep.equal({
      status: 1,
      stdout: "",
      stderr: "unknown command 'rport' (Did you mean report?)\n",
    });
  });
});
