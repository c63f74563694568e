import { arn, declaredName } from "../engine/identity";
import type { Providers } from "../engine/resources";

export const names: Providers = {
  "aws:cloudwatch/logGroup:LogGroup": ({ type, name, inputs }, place) => {
    const group = declaredName({ type, name, inputs }, place);
    return { id: group, state: { name: group, arn: arn(place, "logs", `log-group:${group}`) } };
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": ({ type, name, inputs }, place) => {
    const alarm = declaredName({ type, name, inputs }, place);
    return { id: alarm, state: { name: alarm, arn: arn(place, "cloudwatch", `alarm:${alarm}`) } };
  },
};
