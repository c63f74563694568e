import { ofType, type Declared, type Program } from "@onemachine/local-cloud";

const logGroupType = "aws:cloudwatch/logGroup:LogGroup";

/** Sampling rule: requests traced each second, and the share of the others. */
export interface Sampling {
  readonly perSecond: number;
  readonly share: number;
}

/** X-Ray's default rule (X-Ray Developer Guide, "Configuring sampling rules"). */
const defaultSampling: Sampling = { perSecond: 1, share: 0.05 };

/** A stage of an API, with its billed features. */
export interface StageWork {
  readonly accessLogs: boolean;
  readonly accessLogRetentionDays: number | undefined;
  /** Undefined without tracing. */
  readonly sampling: Sampling | undefined;
  readonly methodMetrics: boolean;
  /** Gigabytes as API Gateway writes them, such as `0.5`; undefined without a cache. */
  readonly cacheSize: string | undefined;
  /** True if a web ACL is associated with the stage. */
  readonly webAcl: boolean;
}

export function stagesOf({ resources }: Program): StageWork[] {
  const settings = ofType(resources, "aws:apigateway/methodSettings:MethodSettings");
  const associations = ofType(resources, "aws:wafv2/webAclAssociation:WebAclAssociation");
  return ofType(resources, "aws:apigateway/stage:Stage").map(({ state }) => {
    const { accessLogSettings, cacheClusterEnabled, cacheClusterSize } = state as {
      accessLogSettings?: { destinationArn: string };
      cacheClusterEnabled?: boolean;
      cacheClusterSize?: string;
    };
    const group = ofType(resources, logGroupType).find(
      ({ state: log }) => log["arn"] === accessLogSettings?.destinationArn,
    );
    const own = settings.filter(({ state: each }) => each["restApi"] === state["restApi"]);
    return {
      accessLogs: accessLogSettings !== undefined,
      accessLogRetentionDays: group?.inputs["retentionInDays"] as number | undefined,
      sampling: state["xrayTracingEnabled"] === true ? samplingOf(state, resources) : undefined,
      methodMetrics: own.some(({ inputs }) => (inputs["settings"] as { metricsEnabled?: boolean }).metricsEnabled),
      cacheSize: cacheClusterEnabled === true ? String(cacheClusterSize ?? "0.5") : undefined,
      webAcl: associations.some(({ inputs }) => inputs["resourceArn"] === state["arn"]),
    };
  });
}

/**
 * Finds the sampling rule of a stage. X-Ray names its service `API/STAGE`, and rules may contain the wildcards `*` and
 * `?` (X-Ray Developer Guide, "Configuring sampling rules").
 */
function samplingOf(stage: Declared["state"], resources: readonly Declared[]): Sampling {
  const api = ofType(resources, "aws:apigateway/restApi:RestApi").find(({ id }) => id === stage["restApi"]);
  const service = `${String(api?.state["name"])}/${String(stage["stageName"])}`;
  const rule = ofType(resources, "aws:xray/samplingRule:SamplingRule").find(({ inputs }) =>
    matchesService(String(inputs["serviceName"]), service),
  );
  if (rule === undefined) return defaultSampling;
  return { perSecond: Number(rule.inputs["reservoirSize"]), share: Number(rule.inputs["fixedRate"]) };
}

function matchesService(pattern: string, service: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll(/\*+/g, ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`).test(service);
}
