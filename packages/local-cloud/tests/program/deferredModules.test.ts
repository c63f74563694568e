import { execFileSync } from "node:child_process";
import { expect } from "chai";

const deferred = require.resolve("../../src/program/modules/deferredModules");
const register = require.resolve("../../../register.cjs");

/** Evaluates an expression in a process that defers modules, and returns its JSON value. */
function evaluate(expression: string): unknown {
  const text = `
    require(${JSON.stringify(deferred)});
    const aws = require("@pulumi/aws"), pulumi = require("@pulumi/pulumi");
    const isLoaded = (path) => Object.keys(require.cache).some((file) => file.endsWith("/node_modules/" + path));
    console.log(JSON.stringify(${expression}));
    process.removeAllListeners("exit");
    process.exit(0);`;
  const { PWD, PATH, HOME } = process.env;
  const args = ["-r", register, "-e", text];
  return JSON.parse(
    execFileSync(process.execPath, args, { cwd: __dirname, env: { PWD, PATH, HOME }, encoding: "utf8" }),
  );
}

describe("modules of Pulumi that few programs use", () => {
  const cases: readonly (readonly [use: string, path: string])[] = [
    ["typeof aws.lambda.Function", "@pulumi/aws/lambda/index.js"],
    ["'Queue' in aws.sqs && 'function'", "@pulumi/aws/sqs/index.js"],
    ["typeof pulumi.automation.LocalWorkspace", "@pulumi/pulumi/automation/index.js"],
    [
      "typeof require('@pulumi/pulumi/runtime/closure/parseFunction').parseFunction('() => 1')[1] && 'function'",
      "typescript/lib/typescript.js",
    ],
  ];
  it("are loaded when one of their exports is read", () => {
    const steps = cases.map(
      ([use, path]) => `[isLoaded(${JSON.stringify(path)}), ${use}, isLoaded(${JSON.stringify(path)})]`,
    );
    expect(evaluate(`[${steps.join()}]`)).to.deep.equal(cases.map(() => [false, "function", true]));
  });

  const services = JSON.stringify(require.resolve("../../src/program/modules/deferredServices"));
  const isKnown = `pulumi.runtime.getResourceModule("aws", "apigateway/stage", "") !== undefined`;
  const load = `require(${services}).loadServiceOf("aws:apigateway/stage:Stage")`;

  it("are loaded when a component returns a resource of their types", () => {
    expect(evaluate(`[${isKnown}, ${load} ?? "loaded", ${isKnown}]`)).to.deep.equal([false, "loaded", true]);
  });

  it("are loaded too if another copy of the local cloud loads the program", () => {
    const forget = `delete require.cache[${services}]`;
    expect(evaluate(`[${isKnown}, ${forget}, ${load} ?? "loaded", ${isKnown}]`)).to.deep.equal([
      false,
      true,
      "loaded",
      true,
    ]);
  });

  it("are all named by the package", () => {
    const names = "Object.keys(aws).filter((name) => typeof aws[name] === 'object').length > 200";
    expect(evaluate(`[${names}, typeof aws.config.requireRegion, typeof aws.Provider]`)).to.deep.equal([
      true,
      "function",
      "function",
    ]);
  });
});
