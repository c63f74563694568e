import { startProgram, type TestCloud } from "./cloud";

export interface Called {
  /** Parsed. */
  readonly payload: any;
  readonly functionError: string | undefined;
  /** Lines of the function's log, from START to REPORT. */
  readonly lines: readonly string[];
}

export interface CalledFunction {
  /** CommonJS. */
  readonly source: string;
  /** `nodejs22.x` unless told. */
  readonly runtime?: string;
  /** What it is called with, in order; one empty object unless told. */
  readonly events?: readonly unknown[];
}

/** Functions of a test file, each with an environment of its own: what one leaves behind is under way in no other. */
export class CalledFunctions {
  private readonly declared: CalledFunction[] = [];
  private started: TestCloud | undefined;

  /** Starts all of them before the tests of a suite, and ends them after it. */
  constructor() {
    before(() => this.start());
    after(() => this.started?.stop());
  }

  /** A test of what a function answers to its events. */
  it(says: string, fn: CalledFunction, check: (first: Called, second: Called) => void): void {
    const functionName = `f${this.declared.push(fn) - 1}`;
    it(says, async () => {
      const answers: Called[] = [];
      for (const event of fn.events ?? [{}]) answers.push(await this.call(functionName, event));
      check(answers[0]!, answers.at(-1)!);
    });
  }

  private async start(): Promise<void> {
    const functions = this.declared.map(({ source, runtime = "nodejs22.x" }, index) => {
      const code = `new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(${JSON.stringify(source)}) })`;
      const more = `role: role.arn, runtime: "${runtime}", handler: "index.handler", timeout: 1`;
      return `new aws.lambda.Function("f${index}", { name: "f${index}", ${more}, code: ${code} });`;
    });
    this.started = await startProgram(`
      const role = new aws.iam.Role("role", { assumeRolePolicy: "{}" });
      new aws.iam.RolePolicyAttachment("logs", { role: role.name, policyArn: aws.iam.ManagedPolicy.AWSLambdaBasicExecutionRole });
      ${functions.join("\n")}`);
  }

  private async call(functionName: string, event: unknown): Promise<Called> {
    const { cloud, logs } = this.started!;
    const before = logs.length;
    const { payload, functionError } = await cloud.invoke({ functionName, payload: JSON.stringify(event) });
    return { payload: JSON.parse(payload), functionError, lines: logs.slice(before).map(({ text }) => text) };
  }
}

/** What a line of an error says, and the error that it shows. */
export function errorLine({ lines }: Called): [string, any] | undefined {
  const line = lines.find((each) => each.includes("\tERROR\t"));
  const [, said, error] = /\tERROR\t([^{]*?) \t(\{.*)\n$/.exec(line ?? "") ?? [];
  return said === undefined || error === undefined ? undefined : [said, JSON.parse(error)];
}

/** CommonJS source of a handler. */
export const body = (text: string) => `exports.handler = ${text};`;
