import type { Properties } from "../kernel/resources";
import type { LifecycleRule } from "./bucket";
import { objectsIn, textIn } from "./values";

/** Reads the enabled rules of a lifecycle configuration, or those of the bucket itself. */
export function lifecycleOf(declared: Properties | undefined, bucket: Properties): LifecycleRule[] {
  if (declared !== undefined) {
    return objectsIn(declared["rules"])
      .filter((rule) => rule["status"] === "Enabled")
      .filter((rule) => isByPrefix(rule))
      .map((rule) => ruleOf(rule, prefixOf(rule)));
  }
  return objectsIn(bucket["lifecycleRules"])
    .filter((rule) => rule["enabled"] === true)
    .map((rule) => {
      const abort = rule["abortIncompleteMultipartUploadDays"];
      return {
        ...ruleOf(rule, textIn(rule, "prefix") ?? ""),
        abortDays: typeof abort === "number" ? abort : undefined,
      };
    });
}

/** Filters by tags and sizes are not evaluated: such a rule removes nothing. */
function isByPrefix(rule: Properties): boolean {
  const [filter] = objectsIn(rule["filter"]);
  return Object.entries(filter ?? {}).every(([name, value]) => name === "prefix" || value === undefined);
}

function prefixOf(rule: Properties): string {
  const [filter] = objectsIn(rule["filter"]);
  return textIn(filter, "prefix") ?? textIn(rule, "prefix") ?? "";
}

function ruleOf(rule: Properties, prefix: string): LifecycleRule {
  const [expiration] = objectsIn(rule["expiration"]);
  const [abort] = objectsIn(rule["abortIncompleteMultipartUpload"]);
  const [days, date, abortDays] = [expiration?.["days"], expiration?.["date"], abort?.["daysAfterInitiation"]];
  return {
    prefix,
    days: typeof days === "number" && days > 0 ? days : undefined,
    date: typeof date === "string" ? Date.parse(date) : undefined,
    abortDays: typeof abortDays === "number" ? abortDays : undefined,
  };
}
