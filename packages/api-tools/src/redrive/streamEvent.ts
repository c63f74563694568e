import type { _Record } from "@aws-sdk/client-dynamodb-streams";

/**
 * Returns the event with which Lambda delivers records of a table's stream (Lambda Developer Guide, "Using Lambda with
 * DynamoDB"). Times are epoch seconds, bytes are base64.
 */
export function streamEvent(records: readonly _Record[], streamArn: string): object {
  return {
    Records: records.map(({ userIdentity, ...record }) => ({
      ...(toWire(record) as object),
      ...(userIdentity === undefined
        ? {}
        : { userIdentity: { principalId: userIdentity.PrincipalId, type: userIdentity.Type } }),
      eventSourceARN: streamArn,
    })),
  };
}

function toWire(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(toWire);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, toWire(each)]));
}
