import { defined } from "../../kernel/json";
import { ServiceError, type JsonInput } from "../../kernel/protocols/jsonService";
import type { MapRunRecord } from "../executions/records";
import { executionOf, on, type Operations, type StatesApi } from "./api";
import { checkArn, optionalNumber, pageOf, required, seconds } from "./input";

/** Operations on the runs of distributed maps. */
export function mapRunOperations(api: StatesApi): Operations {
  return {
    DescribeMapRun: {
      ...on("DescribeMapRun", "mapRunArn"),
      run: (input) => describe(mapRunOf(api, input)),
    },
    ListMapRuns: {
      ...on("ListMapRuns", "executionArn"),
      run: (input) => {
        const { arn } = executionOf(api, input).record;
        const { page, next } = pageOf(
          api.mapRuns.all.filter(({ executionArn }) => executionArn === arn),
          input,
        );
        return { mapRuns: page.map(summary), ...next };
      },
    },
    UpdateMapRun: {
      ...on("UpdateMapRun", "mapRunArn"),
      run: (input) => {
        const known = mapRunOf(api, input);
        api.mapRuns.changeLimits(known.arn, {
          maxConcurrency: optionalNumber(input, "maxConcurrency") ?? known.maxConcurrency,
          toleratedCount: optionalNumber(input, "toleratedFailureCount") ?? known.toleratedCount,
          toleratedPercentage: optionalNumber(input, "toleratedFailurePercentage") ?? known.toleratedPercentage,
        });
        return {};
      },
    },
  };
}

function mapRunOf({ mapRuns }: StatesApi, input: JsonInput): MapRunRecord {
  const arn = required(input, "mapRunArn");
  checkArn(arn, "mapRun");
  const found = mapRuns.find(arn);
  if (found === undefined) throw new ServiceError("ResourceNotFound", `Resource not found: '${arn}'`);
  return found;
}

function describe(record: MapRunRecord): object {
  const { arn, executionArn, status, started, stopped, maxConcurrency, counts } = record;
  const { total, running } = counts;
  // AWS counts the results of all ended children here, also without ResultWriter (LocalStack's snapshot
  // `test_list_map_runs_and_describe_map_run`).
  const written = { resultsWritten: total - running };
  const itemCounts = { ...counts, ...written, pending: 0, failuresNotRedrivable: 0, pendingRedrive: 0 };
  return defined({
    ...{ mapRunArn: arn, executionArn, status, startDate: seconds(started), maxConcurrency, redriveCount: 0 },
    stopDate: stopped === undefined ? undefined : seconds(stopped),
    toleratedFailureCount: record.toleratedCount ?? 0,
    toleratedFailurePercentage: record.toleratedPercentage ?? 0,
    itemCounts,
    executionCounts: itemCounts,
  });
}

function summary({ arn, executionArn, machineArn, label, started, stopped }: MapRunRecord): object {
  return defined({
    ...{ mapRunArn: arn, executionArn, stateMachineArn: `${machineArn}/${label}`, startDate: seconds(started) },
    stopDate: stopped === undefined ? undefined : seconds(stopped),
  });
}
