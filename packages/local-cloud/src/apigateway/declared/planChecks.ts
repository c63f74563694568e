import { knownNumber, objectOf, objectsOf, refuseSame, type Check, type TypeChecks } from "../../kernel/checks";
import { ofType, type Declared, type Properties } from "../../kernel/resources";
import { isMissingStage } from "./apiChecks";

const bad = "BadRequestException";
const conflict = { code: "ConflictException", statusCode: 409 };

/**
 * Maximum offset of each period (API Gateway Developer Guide, "Usage plan quota settings"; messages of the Pulumi
 * provider).
 */
const maxOffsets: Readonly<Record<string, number>> = { DAY: 0, WEEK: 6, MONTH: 27 };

const quotaRefusal: Check = (state) => {
  const quota = objectOf(state, "quotaSettings");
  const limit = knownNumber(quota, "limit");
  const offset = knownNumber(quota, "offset") ?? 0;
  const period = String(quota["period"]);
  if (limit !== undefined && limit < 1)
    return `Usage Plan quota limit must be a non-negative numeric, at least 1 (limit ${limit})`;
  const most = maxOffsets[period];
  if (most === undefined || (offset >= 0 && offset <= most)) return undefined;
  const range = most === 0 ? "zero" : `between 0 and ${most} inclusive`;
  return `Usage Plan quota offset must be ${range} in the ${period} period (offset ${offset})`;
};

const throttleRefusal: Check = (state) => {
  const throttles = [
    objectOf(state, "throttleSettings"),
    ...objectsOf(state, "apiStages").flatMap((stage) => objectsOf(stage, "throttles")),
  ];
  for (const throttle of throttles) {
    for (const property of ["rateLimit", "burstLimit"]) {
      const limit = knownNumber(throttle, property);
      if (limit !== undefined && limit < 0) return `Usage Plan ${property} must not be negative (${property} ${limit})`;
    }
  }
  return undefined;
};

const stagesRefusal: Check = (state, _, resources) => {
  const missing = stagesOf(state).find(({ apiId, stage }) => isMissingStage(apiId, stage, resources));
  return missing === undefined ? undefined : `API Stage not found: ${missing.apiId}:${missing.stage}`;
};

const repeatedStageRefusal: Check = (state) => {
  const names = stagesOf(state).map(nameOf);
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  return repeated === undefined ? undefined : `API stage ${repeated} is listed twice in the usage plan`;
};

interface ApiStage {
  readonly apiId: string;
  readonly stage: string;
}

function stagesOf(plan: Properties): ApiStage[] {
  return objectsOf(plan, "apiStages").map(({ apiId, stage }) => ({ apiId: String(apiId), stage: String(stage) }));
}

function nameOf({ apiId, stage }: ApiStage): string {
  return `${apiId}:${stage}`;
}

/** API Gateway Developer Guide, "Usage plans and API keys": a key belongs to one plan for each stage of an API. */
const sameStageRefusal: Check = ({ keyId, usagePlanId }, planKey, resources) => {
  const own = planWith(usagePlanId, resources);
  const earlier = ofType(resources, planKey.type).slice(0, ofType(resources, planKey.type).indexOf(planKey));
  for (const { state } of earlier.filter((each) => each.state["keyId"] === keyId)) {
    const other = planWith(state["usagePlanId"], resources);
    if (own === undefined || other === undefined || other === own) continue;
    const names = stagesOf(other.state).map(nameOf);
    const shared = stagesOf(own.state)
      .map(nameOf)
      .find((name) => names.includes(name));
    if (shared === undefined) continue;
    return `API key ${String(keyId)} is already associated with the API stage ${shared} by the usage plan ${other.name}: a key can be in one usage plan for each stage`;
  }
  return undefined;
};

function planWith(id: unknown, resources: readonly Declared[]): Declared | undefined {
  return ofType(resources, "aws:apigateway/usagePlan:UsagePlan").find((plan) => plan.id === id);
}

/** API Gateway's checks of usage plans and API keys. */
export const planChecks: readonly TypeChecks[] = [
  {
    type: "aws:apigateway/usagePlan:UsagePlan",
    label: "usage plan",
    code: bad,
    checks: [quotaRefusal, throttleRefusal, repeatedStageRefusal],
  },
  {
    type: "aws:apigateway/usagePlan:UsagePlan",
    label: "usage plan",
    code: "NotFoundException",
    statusCode: 404,
    checks: [stagesRefusal],
  },
  {
    type: "aws:apigateway/apiKey:ApiKey",
    label: "API key",
    ...conflict,
    checks: [
      refuseSame(
        ({ state }) => String(state["value"]),
        () => "API Key already exists (another key has the same value)",
      ),
    ],
  },
  {
    type: "aws:apigateway/usagePlanKey:UsagePlanKey",
    label: "usage plan key",
    ...conflict,
    checks: [
      refuseSame(
        ({ state }) => `${String(state["keyId"])} ${String(state["usagePlanId"])}`,
        ({ state }) =>
          `Usage plan ${String(state["usagePlanId"])} contains the API key ${String(state["keyId"])} already`,
      ),
      sameStageRefusal,
    ],
  },
];
