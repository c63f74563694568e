import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DynamoDbError, Engine } from "../..";
import { difference, type Bindings } from "./matchers";

export interface Step {
  readonly op: string;
  readonly api?: string;
  readonly input?: unknown;
  readonly as?: string;
  readonly table?: string;
  readonly count?: number;
}

interface Expectation {
  readonly output?: unknown;
  readonly error?: { code?: string; message?: unknown; status?: number; members?: Record<string, unknown> };
  readonly status?: number;
  readonly records?: unknown;
}

export interface RecordedCase {
  readonly id: string;
  readonly title: string;
  readonly given: { readonly resources?: Record<string, { type: string }>; readonly steps: readonly Step[] };
  readonly expect: { readonly steps: readonly Expectation[] };
}

export function recordedCases(topic: string): readonly RecordedCase[] {
  const file = join(__dirname, "..", "recorded", `${topic}.json`);
  return (JSON.parse(readFileSync(file, "utf8")) as { cases: RecordedCase[] }).cases;
}

const region = "eu-west-1";
const account = "123456789012";

/** Runs the steps of a case on a new engine. @returns the differences from AWS's recorded responses */
export function runCase({ given, expect }: RecordedCase): string[] {
  const run = new CaseRun();
  for (const [name, { type, ...input }] of Object.entries(given.resources ?? {})) {
    if (type !== "table") throw new Error(`resources of type ${type} are not supported`);
    run.createTable(name, input);
  }
  return given.steps.flatMap((step, index) => {
    const found = run.step(step, expect.steps[index]!);
    return found === undefined ? [] : [`step ${index} (${step.api ?? step.op}): ${found}`];
  });
}

class CaseRun {
  private readonly engine = new Engine({ region, account });
  private readonly bindings: Bindings = new Map();
  private readonly answers = new Map<string, unknown>();
  private readonly unique = Math.random().toString(36).slice(2).padEnd(8, "x").slice(0, 8);

  createTable(name: string, input: object): void {
    this.engine.call("CreateTable", { TableName: this.tableName(name), ...(this.filled(input) as object) });
  }

  step(step: Step, expected: Expectation): string | undefined {
    if (step.op === "call") return this.call(step, expected);
    if (step.op === "streamRecords") return this.streamRecords(step, expected);
    if (step.op === "waitForState" || step.op === "wait") return undefined;
    throw new Error(`steps of ${step.op} are not supported`);
  }

  private call({ api, input, as }: Step, { output, error }: Expectation): string | undefined {
    const operation = api!.split(":")[1]!;
    try {
      const answer = this.engine.call(operation, this.filled(input ?? {}));
      if (as !== undefined) this.answers.set(as, answer);
      if (error !== undefined) return `it succeeds: ${JSON.stringify(answer).slice(0, 200)}`;
      return output === undefined ? undefined : difference(answer, this.filled(output), this.bindings);
    } catch (thrown) {
      if (!(thrown instanceof DynamoDbError)) throw thrown;
      if (error === undefined) return `it fails: ${thrown.code}: ${thrown.message}`;
      return this.compareError(thrown, this.filled(error) as NonNullable<Expectation["error"]>);
    }
  }

  private compareError(thrown: DynamoDbError, { code, message, status, members }: NonNullable<Expectation["error"]>) {
    const found = {
      ...(code === undefined ? {} : { code: thrown.code }),
      ...(message === undefined ? {} : { message: thrown.message }),
      ...(status === undefined ? {} : { status: thrown.status }),
      ...(members === undefined ? {} : { members: thrown.members }),
    };
    const wanted = {
      ...(code === undefined ? {} : { code }),
      ...(message === undefined ? {} : { message }),
      ...(status === undefined ? {} : { status }),
      ...(members === undefined ? {} : { members: { $subset: members } }),
    };
    return difference(found, wanted, this.bindings);
  }

  private streamRecords({ table }: Step, { records }: Expectation): string | undefined {
    const arn = this.streamArn(table!);
    const { StreamDescription } = this.engine.call("DescribeStream", { StreamArn: arn }) as {
      StreamDescription: { Shards: { ShardId: string }[] };
    };
    const found = StreamDescription.Shards.flatMap(({ ShardId }) => {
      const request = { StreamArn: arn, ShardId, ShardIteratorType: "TRIM_HORIZON" };
      const { ShardIterator } = this.engine.call("GetShardIterator", request);
      return this.engine.call("GetRecords", { ShardIterator })["Records"] as object[];
    });
    return records === undefined ? undefined : difference(found, this.filled(records), this.bindings);
  }

  private tableName(name: string): string {
    return `${name}-${this.unique}`;
  }

  private streamArn(name: string): string {
    const { Table } = this.engine.call("DescribeTable", { TableName: this.tableName(name) });
    return (Table as { LatestStreamArn: string }).LatestStreamArn;
  }

  /** Replaces placeholders and repetitions in a value. */
  private filled(value: unknown): unknown {
    if (typeof value === "string") return this.filledText(value);
    if (Array.isArray(value)) return value.map((each) => this.filled(each));
    if (typeof value !== "object" || value === null) return value;
    const { $repeat } = value as {
      $repeat?: { text: string; times: number; key?: string; before?: string; after?: string };
    };
    if ($repeat !== undefined) {
      const { before = "", after = "", text, times, key } = $repeat;
      const repeated = before + text.repeat(times) + after;
      return key === undefined ? repeated : { [key]: repeated };
    }
    const escaped = Object.hasOwn(value, "$match");
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [
        this.filledText(key),
        escaped
          ? this.filledText(String(each), (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
          : this.filled(each),
      ]),
    );
  }

  private filledText(text: string, escape: (text: string) => string = (each) => each): string {
    return text.replace(/\{\{([^}]+)\}\}/g, (_, placeholder: string) => escape(this.placeholder(placeholder)));
  }

  private placeholder(placeholder: string): string {
    const [kind, name] = placeholder.split(":") as [string, string | undefined];
    if (name !== undefined) {
      if (kind === "name") return this.tableName(name);
      if (kind === "arn") return `arn:aws:dynamodb:${region}:${account}:table/${this.tableName(name)}`;
      if (kind === "stream") return this.streamArn(name);
    }
    const fixed: Record<string, string> = { region, account, unique: this.unique };
    if (fixed[placeholder] !== undefined) return fixed[placeholder];
    const [word, ...path] = placeholder.split(".");
    if (this.answers.has(word!)) {
      return String(
        path.reduce<unknown>((each, key) => (each as Record<string, unknown>)[key], this.answers.get(word!)),
      );
    }
    throw new Error(`unknown placeholder ${placeholder}`);
  }
}
