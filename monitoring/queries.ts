import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { WatchedFunction } from "./watched";

/**
 * Questions to the functions' logs, by the last part of their names. Each line of a function is a JSON object with
 * level, route, requestId and more; Lambda's own lines have fields that CloudWatch finds in them, such as @initDuration.
 */
export const queries: Readonly<Record<string, string>> = {
  "errors-by-route": `fields @timestamp
| filter level = "ERROR"
| stats count(*) as errors by route, message
| sort errors desc`,
  "slowest-requests": `fields @timestamp, route, requestId, status, durationMs
| filter message = "request"
| sort durationMs desc
| limit 25`,
  "cold-starts": `filter @type = "REPORT" and ispresent(@initDuration)
| stats count(*) as coldStarts, avg(@initDuration) as average, max(@initDuration) as longest by @log
| sort coldStarts desc`,
  "one-request": `fields @timestamp, route, level, message, status, durationMs
| filter requestId = "REPLACE-BY-A-REQUEST-ID"
| sort @timestamp asc`,
};

/** Most log groups that a saved query names (CloudWatch Logs API reference, PutQueryDefinition). */
const maxLogGroups = 50;

/** Saves the queries in Logs Insights, in a folder of the stack's own. */
export function createQueries(
  name: string,
  functions: readonly WatchedFunction[],
  opts: pulumi.CustomResourceOptions,
): void {
  // Above so many, whoever runs it picks the groups; a query without any is accepted.
  const groups = functions.length > maxLogGroups ? [] : functions.map(({ logGroupName }) => logGroupName);
  for (const [query, queryString] of Object.entries(queries)) {
    new aws.cloudwatch.QueryDefinition(
      `${name}-${query}`,
      { name: `${pulumi.getProject()}/${pulumi.getStack()}/${query}`, logGroupNames: groups, queryString },
      opts,
    );
  }
}
