import { arn, physicalName } from "../engine/identity";
import type { Providers } from "../engine/resources";

export const providers: Providers = {
  "aws:cloudwatch/logGroup:LogGroup": ({ type, name, inputs }, place) => {
    const group = (inputs["name"] as string | undefined) ?? physicalName(place, type, name);
    return { id: group, state: { name: group, arn: arn(place, "logs", `log-group:${group}`) } };
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": ({ type, name, inputs }, place) => {
    const alarm = (inputs["name"] as string | undefined) ?? physicalName(place, type, name);
    return { id: alarm, state: { name: alarm, arn: arn(place, "cloudwatch", `alarm:${alarm}`) } };
  },
};
