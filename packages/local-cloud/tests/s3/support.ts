import { S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { startCaller, type Caller } from "../support/caller";
import type { CloudOptions } from "../../src/cloud";

export interface S3Caller extends Caller {
  readonly s3: S3Client;
  stop(): Promise<void>;
}

export const everything = `[{ Effect: "Allow", Action: "s3:*", Resource: "*" }]`;

/** Starts a program with buckets, and a client with the credentials of its function. */
export async function startS3(resources: string, options?: Partial<CloudOptions>, statements = everything) {
  const caller = await startCaller(statements, resources, options);
  const s3 = new S3Client(caller.client);
  const stop = async () => {
    s3.destroy();
    await caller.started.stop();
  };
  return { ...caller, s3, stop } satisfies S3Caller;
}

/** Returns the name, the status and the message of an error. */
export async function refusalOf(call: Promise<unknown>): Promise<[name: string, status: number, message: string]> {
  const error = await call.then(
    () => expect.fail("it succeeded"),
    (thrown: Error & { $metadata?: { httpStatusCode?: number } }) => thrown,
  );
  return [error.name, error.$metadata?.httpStatusCode ?? 0, error.message];
}
