import { startProgram, type TestCloud } from "./cloud";

export interface Called {
  /** Parsed response. */
  readonly payload: any;
  readonly functionError: string | undefined;
  /** Log lines from START to REPORT. */
  readonly lines: readonly string[];
}

export interface CalledFunction {
  /** CommonJS source. */
  readonly source: string;
  /** Defaults to `nodejs22.x`. */
  readonly runtime?: string;
  /** Events in order; defaults to one empty object. */
  readonly events?: readonly unknown[];
}

/** Functions of a test file. Each has its own environment, so that pending work of one does not affect others. */
export class CalledFunctions {
  private readonly declared: CalledFunction[] = [];
  private started: TestCloud | undefined;

  /** Starts all functions before the tests of a suite, and stops them afterwards. */
  constructor() {
    before(() => this.start());
    after(() => this.started?.stop());
  }

  /** Tests the responses of a function to its events. */
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

/** Returns the message and the error in an error log line. */
export function errorLine({ lines }: Called): [string, any] | undefined {
  const line = lines.find((each) => each.includes("\tERROR\t"));
  const [, said, error] = /\tERROR\t([^{]*?) \t(\{.*)\n$/.exec(line ?? "") ?? [];
  return said === undefined || error === undefined ? undefined : [said, JSON.parse(error)];
}

/** Returns CommonJS source of a handler. */
export const body = (text: string) => `exports.handler = ${text};`;
