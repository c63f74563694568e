import { functionNameOf } from "../../api/route/functionUnit";
import { routes } from "../../api/routes";
import { settingsSchema } from "../../api/settings/schema";
import type { Program } from "@onemachine/local-cloud";
import { cachedRoute } from "./exampleRoutes";
import { bookingProgram, declareWithoutCode, sourcesProgram, valuesProgram } from "./program";
import { shippedStack } from "./shipped";

/** Name of a function of the program. */
const [unit = ""] = routes.map(functionNameOf);

/**
 * Values of every setting that adds a resource, an input or a tag. Some settings exclude others, hence several stacks.
 */
const stacks: readonly Readonly<Record<string, unknown>>[] = [
  {
    tracing: true,
    traceSampling: { perSecond: 1, share: 0.1 },
    accessLogs: true,
    executionLogs: true,
    apiGatewayAccountRole: "create",
    identity: { by: "userPool", callbackUrls: ["https://app.example.com"] },
    provisionedConcurrency: 2,
    reservedConcurrency: 2_000,
    routeConcurrency: {},
    routeFunctions: { [unit]: { memorySize: 512, timeout: 20, logLevel: "DEBUG" } },
    pointInTimeRecovery: true,
    deletionProtection: true,
    onDemandThroughput: { maxReadRequestUnits: 10, maxWriteRequestUnits: 10 },
    existing: {},
    buckets: {},
    domain: {
      name: "api.example.com",
      certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/0f8fad5b",
      hostedZoneId: "Z0123456789ABC",
    },
    firewall: { requestsPerAddress: 2_000 },
    ...(cachedRoute === undefined ? {} : { cache: { sizeGb: 0.5, ttlSeconds: 60, routes: [cachedRoute.name] } }),
    customerKey: true,
    consumerConcurrency: 5,
    eventArchiveDays: 7,
    tags: { team: "shop" },
    permissionsBoundary: "arn:aws:iam::123456789012:policy/boundary",
    alarmEmails: ["ops@example.com"],
    runbookUrl: "https://example.com/runbook",
  },
  {
    identity: {
      by: "authorizer",
      userPoolArn: "arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_Abcdefghi",
      audience: "app",
    },
    autoscaling: { min: 1, max: 2, targetUtilization: 0.7 },
    alarmTopicEncryption: true,
    tags: { team: "shop" },
  },
  {
    edge: { originKeys: ["first", "second"] },
    domain: {
      name: "api.example.com",
      certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/0f8fad5b",
      hostedZoneId: "Z0123456789ABC",
    },
    firewall: { requestsPerAddress: 2_000 },
    customerKey: true,
    tags: { team: "shop" },
  },
  { canary: { percent: 10, stable: { [unit]: "7" } } },
];

/** Settings without a default, which every stack has. */
const always = [
  "stageName",
  "memorySize",
  "timeout",
  "architecture",
  "logRetentionDays",
  "corsOrigins",
  "stageThrottle",
  "usagePlans",
  "alarmThresholds",
];

/** Returns the settings of the schema that are in neither list. A test requires an empty result. */
export function missingSettings(): string[] {
  // No stack can cache an API without a GET route.
  const unusable = cachedRoute === undefined ? ["cache"] : [];
  const set = [...always, ...unusable, ...stacks.flatMap((settings) => Object.keys(settings))];
  return Object.keys(settingsSchema.shape).filter((key) => !set.includes(key));
}

/** Declares programs that together have every setting on, a secret value, and each kind of declaration and source. */
export async function everySetting(): Promise<Program[]> {
  const programs: Program[] = [];
  for (const settings of stacks) {
    const config = Object.entries(settings).map(([key, value]) => `items-api:${key}=${textOf(value)}`);
    // Sequential, because Pulumi's runtime has global state.
    programs.push(await declareWithoutCode({ ...shippedStack("dev"), config }));
  }
  programs.push(
    await declareWithoutCode({ ...valuesProgram, config: [...valuesProgram.config, 'tags={"team":"shop"}'] }),
  );
  const booking = ["pointInTimeRecovery=true", "customerKey=true", 'tags={"team":"shop"}'];
  programs.push(await declareWithoutCode({ ...bookingProgram, config: booking, secrets: ["stripeKey=sk_test"] }));
  programs.push(await declareWithoutCode({ ...sourcesProgram, config: ["customerKey=true", 'tags={"team":"shop"}'] }));
  return programs;
}

const textOf = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
