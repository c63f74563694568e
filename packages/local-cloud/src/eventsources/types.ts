import { arn, digest } from "../kernel/identity";
import type { EmulatedTypes } from "../kernel/resources";

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
      const named = String(inputs["functionName"]);
      const functionArn = named.startsWith("arn:") ? named : arn(location, "lambda", `function:${named}`);
      const mappingArn = arn(location, "lambda", `event-source-mapping:${uuid}`);
      return { id: uuid, state: { uuid, arn: mappingArn, functionArn, state: "Enabled" } };
    },
  },
};
