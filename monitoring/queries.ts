import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { WatchedFunction } from "./watched";

/**
 * Queries of the functions' logs, keyed by the last part of their names.
 *
 * Lines of a function are JSON objects with `level`, `route` and `requestId`, among others. In Lambda's own lines, such
 * as REPORT, CloudWatch discovers fields such as `@initDuration`.
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

/** Maximum number of log groups in a saved query (CloudWatch Logs API reference, PutQueryDefinition). */
const maxLogGroups = 50;

/** Declares saved queries of Logs Insights, in a folder for the stack. */
export function createQueries(
  name: string,
  functions: readonly Pick<WatchedFunction, "logGroupName">[],
  opts: pulumi.CustomResourceOptions,
): void {
  // Beyond the maximum, the query has no log groups, and its user selects them.
  const groups = functions.length > maxLogGroups ? [] : functions.map(({ logGroupName }) => logGroupName);
  for (const [query, queryString] of Object.entries(queries)) {
    new aws.cloudwatch.QueryDefinition(
      `${name}-${query}`,
      { name: `${pulumi.getProject()}/${pulumi.getStack()}/${query}`, logGroupNames: groups, queryString },
      opts,
    );
  }
}
