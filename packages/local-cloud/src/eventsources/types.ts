import { digest } from "../kernel/identity";
import type { EmulatedTypes } from "../kernel/resources";
import { outputsOf } from "./apiForm";

export const types: EmulatedTypes = {
  "aws:lambda/eventSourceMapping:EventSourceMapping": {
    reads: [
      "batchSize",
      "bisectBatchOnFunctionError",
      "destinationConfig",
      "enabled",
      "eventSourceArn",
      "filterCriteria",
      "functionName",
      "functionResponseTypes",
      "maximumBatchingWindowInSeconds",
      "maximumRecordAgeInSeconds",
      "maximumRetryAttempts",
      "parallelizationFactor",
      "scalingConfig",
      "startingPosition",
      "startingPositionTimestamp",
      "tags",
    ],
    ignores: [
      "kmsKeyArn",
      "metricsConfig",
      "provisionedPollerConfig",
      "tumblingWindowInSeconds=0",
      "useResourceTimeoutForPropagation",
    ],
    provide: ({ type, name, inputs }, location) => {
      const uuid = digest(location, type, name).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5");
      return { id: uuid, state: { ...outputsOf(uuid, inputs, location), state: "Enabled" } };
    },
  },
};
