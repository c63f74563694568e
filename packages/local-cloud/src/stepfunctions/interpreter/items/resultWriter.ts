import { textField } from "../../definition/model";
import { isArray, isObject, type Json, type JsonObject } from "../../language/json";
import type { ChildResult, ObjectAccess } from "../host";
import { StateError } from "../stateError";

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

const kinds = ["SUCCEEDED", "FAILED"] as const;

/** Written files by the status of their results. */
export type ResultFiles = Readonly<Record<(typeof kinds)[number], readonly ResultFile[]>>;

export const noFiles: ResultFiles = { SUCCEEDED: [], FAILED: [] };

/** Form of results (Developer Guide, "ResultWriter"). */
export interface ResultFormat {
  readonly transformation: "NONE" | "COMPACT" | "FLATTEN";
  readonly isLines: boolean;
}

/** Returns the form of results. @param usual transformation without a WriterConfig */
export function formatOf(writer: JsonObject, usual: ResultFormat["transformation"]): ResultFormat {
  const config = isObject(writer["WriterConfig"]) ? writer["WriterConfig"] : {};
  const transformation = (textField(config, "Transformation") ?? usual) as ResultFormat["transformation"];
  return { transformation, isLines: textField(config, "OutputType") === "JSONL" };
}

/** Returns a result in its form. FLATTEN makes a list of each. A failure is never changed. */
export function formatted(result: ChildResult, { transformation }: ResultFormat): readonly Json[] {
  if (transformation === "NONE" || result.status !== "SUCCEEDED") return [entry(result)];
  const { output = null } = result;
  return transformation === "FLATTEN" && isArray(output) ? output : [output];
}

/** Writes the results of child workflows to S3 (Developer Guide, "ResultWriter"). */
export class ResultWriter {
  constructor(
    private readonly objects: ObjectAccess,
    private readonly destination: ResultDestination,
    private readonly format: ResultFormat,
  ) {}

  /** Writes one file for each status. @returns all files so far @throws StateError */
  async write(results: readonly ChildResult[], files: ResultFiles): Promise<ResultFiles> {
    let written = files;
    for (const kind of kinds) {
      const own = results.filter(({ status }) => (status === "SUCCEEDED") === (kind === "SUCCEEDED"));
      if (own.length === 0) continue;
      const texts = own.flatMap((result) => formatted(result, this.format)).map((each) => JSON.stringify(each));
      const body = this.format.isLines ? texts.map((text) => `${text}\n`).join("") : `[${texts.join(",")}]`;
      const name = `${kind}_${String(written[kind].length)}.${this.format.isLines ? "jsonl" : "json"}`;
      const Key = this.keyOf(name);
      await this.put(Key, body);
      written = { ...written, [kind]: [...written[kind], { Key, Size: Buffer.byteLength(body) }] };
    }
    return written;
  }

  /** Writes the manifest. @returns the result of the Map state @throws StateError */
  async end(files: ResultFiles): Promise<JsonObject> {
    const { bucket, mapRunArn } = this.destination;
    const { FAILED, SUCCEEDED } = files;
    const manifest = {
      DestinationBucket: bucket,
      MapRunArn: mapRunArn,
      ResultFiles: { FAILED, PENDING: [], SUCCEEDED },
    };
    const Key = this.keyOf("manifest.json");
    await this.put(Key, JSON.stringify(manifest));
    return { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket: bucket, Key } };
  }

  private keyOf(name: string): string {
    const { prefix, mapRunArn } = this.destination;
    const run = mapRunArn.split(":").at(-1)!;
    return [prefix.replace(/\/$/, ""), run, name].filter((part) => part !== "").join("/");
  }

  private async put(key: string, body: string): Promise<void> {
    try {
      await this.objects.write(this.destination.bucket, key, body);
    } catch (error) {
      throw error instanceof StateError ? new StateError("States.ResultWriterFailed", error.cause) : error;
    }
  }
}

/** Returns a result with the metadata of its execution. Input and output are texts. */
function entry({ arn, name, status, input, output, error, cause, startDate, stopDate }: ChildResult): JsonObject {
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
