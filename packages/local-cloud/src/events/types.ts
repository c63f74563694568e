import { declaredName, digest } from "../kernel/identity";
import type { EmulatedTypes, Properties } from "../kernel/resources";
import { archiveArn, busArn, busNameOf, ruleArn } from "./names";
import { describeTarget, targetKind } from "./targetKinds";

/** Returns the target if the local cloud does not deliver to it; otherwise an empty list. */
function missingTargets({ arn: target }: Properties): string[] {
  if (typeof target !== "string" || !target.startsWith("arn:") || targetKind(target) !== undefined) return [];
  return [describeTarget(target)];
}

export const types: EmulatedTypes = {
  "aws:cloudwatch/eventBus:EventBus": {
    reads: ["deadLetterConfig", "description", "name"],
    ignores: ["kmsKeyIdentifier", "logConfig"],
    provide: ({ type, name, inputs }, location) => {
      const bus = declaredName({ type, name, inputs }, location);
      return { id: bus, state: { name: bus, arn: busArn(location, bus) } };
    },
  },
  "aws:cloudwatch/eventRule:EventRule": {
    reads: [
      ...["description", "eventBusName", "eventPattern", "isEnabled", "name", "namePrefix", "roleArn"],
      ...["scheduleExpression", "state"],
    ],
    ignores: ["forceDestroy"],
    provide: ({ type, name, inputs }, location) => {
      const rule = declaredName({ type, name, inputs }, location);
      const bus = busNameOf(inputs["eventBusName"] as string | undefined);
      return {
        id: bus === "default" ? rule : `${String(inputs["eventBusName"])}/${rule}`,
        state: {
          name: rule,
          arn: ruleArn(location, { bus, name: rule }),
          eventBusName: inputs["eventBusName"] ?? bus,
        },
      };
    },
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    reads: [
      ...["arn", "deadLetterConfig", "eventBusName", "input", "inputPath", "inputTransformer", "retryPolicy"],
      ...["roleArn", "rule", "sqsTarget", "targetId"],
    ],
    ignores: ["forceDestroy"],
    partsWithoutEffect: missingTargets,
    provide: ({ type, name, inputs }, location) => {
      const targetId =
        typeof inputs["targetId"] === "string"
          ? inputs["targetId"]
          : `${name}-${digest(location, type, name).slice(0, 7)}`;
      return {
        id: `${String(inputs["rule"])}-${targetId}`,
        state: { targetId, eventBusName: inputs["eventBusName"] ?? "default" },
      };
    },
  },
  "aws:cloudwatch/eventPermission:EventPermission": {
    reads: ["action", "condition", "eventBusName", "principal", "statementId"],
    ignores: [],
    provide: ({ inputs }) => ({
      id: `${busNameOf(inputs["eventBusName"] as string | undefined)}/${String(inputs["statementId"])}`,
      state: { action: inputs["action"] ?? "events:PutEvents", eventBusName: inputs["eventBusName"] ?? "default" },
    }),
  },
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": {
    reads: ["eventBusName", "policy"],
    ignores: [],
    provide: ({ inputs }) => ({
      id: busNameOf(inputs["eventBusName"] as string | undefined),
      state: { eventBusName: inputs["eventBusName"] ?? "default" },
    }),
  },
  "aws:cloudwatch/eventArchive:EventArchive": {
    reads: ["description", "eventPattern", "eventSourceArn", "name", "retentionDays"],
    ignores: ["kmsKeyIdentifier"],
    provide: ({ type, name, inputs }, location) => {
      const archive = declaredName({ type, name, inputs }, location);
      return { id: archive, state: { name: archive, arn: archiveArn(location, archive) } };
    },
  },
};
