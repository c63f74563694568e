import type { JsonObject } from "../../language/json";
import type { ChildResult, ObjectAccess } from "../host";
import { StateError } from "../stateError";

/** Characters of a file of results, after which the next file begins. */
const maxFile = 8 * 1_048_576;

/** Destination of results, from ResultWriter's Parameters or Arguments. */
export interface ResultDestination {
  readonly bucket: string;
  readonly prefix: string;
  readonly mapRunArn: string;
}

interface ResultFile {
  readonly Key: string;
  readonly Size: number;
}

type Kind = "SUCCEEDED" | "FAILED";

/** Writes the results of child workflows to S3 (Developer Guide, "ResultWriter"). */
export class ResultWriter {
  private readonly files: Record<Kind, ResultFile[]> = { SUCCEEDED: [], FAILED: [] };
  private readonly open: Record<Kind, string[]> = { SUCCEEDED: [], FAILED: [] };
  private readonly sizes: Record<Kind, number> = { SUCCEEDED: 0, FAILED: 0 };

  constructor(
    private readonly objects: ObjectAccess,
    private readonly destination: ResultDestination,
  ) {}

  async add(result: ChildResult): Promise<void> {
    const kind = result.status === "SUCCEEDED" ? "SUCCEEDED" : "FAILED";
    const text = JSON.stringify(entry(result));
    this.open[kind].push(text);
    this.sizes[kind] += text.length;
    if (this.sizes[kind] >= maxFile) await this.flush(kind);
  }

  /** Writes the rest and the manifest. @returns the result of the Map state */
  async end(): Promise<JsonObject> {
    await this.flush("SUCCEEDED");
    await this.flush("FAILED");
    const { bucket, mapRunArn } = this.destination;
    const manifest = {
      DestinationBucket: bucket,
      MapRunArn: mapRunArn,
      ResultFiles: { FAILED: this.files.FAILED, PENDING: [], SUCCEEDED: this.files.SUCCEEDED },
    };
    const Key = this.keyOf("manifest.json");
    await this.write(Key, JSON.stringify(manifest));
    return { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket: bucket, Key } };
  }

  private async flush(kind: Kind): Promise<void> {
    if (this.open[kind].length === 0) return;
    const body = `[${this.open[kind].join(",")}]`;
    [this.open[kind], this.sizes[kind]] = [[], 0];
    const Key = this.keyOf(`${kind}_${String(this.files[kind].length)}.json`);
    await this.write(Key, body);
    this.files[kind].push({ Key, Size: Buffer.byteLength(body) });
  }

  private keyOf(name: string): string {
    const { prefix, mapRunArn } = this.destination;
    const run = mapRunArn.split(":").at(-1)!;
    return [prefix.replace(/\/$/, ""), run, name].filter((part) => part !== "").join("/");
  }

  private async write(key: string, body: string): Promise<void> {
    try {
      await this.objects.write(this.destination.bucket, key, body);
    } catch (error) {
      throw error instanceof StateError ? new StateError("States.ResultWriterFailed", error.cause) : error;
    }
  }
}

/** Returns a result in the form of the files, in which input and output are texts. */
function entry({ arn, name, status, input, output, error, cause, startDate, stopDate }: ChildResult): object {
  return {
    ...(cause === undefined ? {} : { Cause: cause }),
    ...(error === undefined ? {} : { Error: error }),
    ExecutionArn: arn,
    Input: JSON.stringify(input),
    InputDetails: { Included: true },
    Name: name,
    ...(output === undefined ? {} : { Output: JSON.stringify(output), OutputDetails: { Included: true } }),
    StartDate: startDate,
    Status: status,
    StopDate: stopDate,
  };
}
