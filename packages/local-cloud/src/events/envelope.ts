import { accountId } from "../kernel/identity";
import { printJsonText, type JsonNode } from "../kernel/jsonText";

/** An event before it is on a bus. */
export interface EventContent {
  readonly id: string;
  readonly detailType: string;
  readonly source: string;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: JsonNode;
}

/** Returns the JSON of an event as targets receive it. The detail keeps the text of its numbers. */
export function envelope({ id, detailType, source, time, region, resources, detail }: EventContent): string {
  const fields = {
    version: "0",
    id,
    "detail-type": detailType,
    source,
    account: accountId,
    time: isoSeconds(time),
    region,
    resources,
  };
  return `${JSON.stringify(fields).slice(0, -1)},"detail":${printJsonText(detail)}}`;
}

/** Returns an ISO time without fractions of a second. */
export function isoSeconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
