import type { Answers } from "../project/answers";
import { UserError } from "../../kernel/errors";
import { accountId, partition } from "../../kernel/identity";
import { managedPolicyIds } from "../../kernel/policies/managedPolicyIds";
import type { Invocation } from "./monitor";
import { computePolicyDocument } from "./policyDocument";

type Values = Readonly<Record<string, unknown>>;
type Answer = (inputs: Values, region: string) => Values;

/** Provider functions whose results depend only on their arguments and the region. */
const answers: Readonly<Record<string, Answer>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({
    accountId,
    id: accountId,
    userId: "local",
    arn: `arn:${partition}:sts::${accountId}:assumed-role/local/run`,
  }),
  "aws:index/getRegion:getRegion": (inputs, region) =>
    describeRegion((inputs["region"] ?? inputs["name"] ?? region) as string),
  // Every region has at least three zones (AWS documentation, "Regions and Availability Zones").
  "aws:index/getAvailabilityZones:getAvailabilityZones": (_, region) => ({
    id: region,
    names: ["a", "b", "c"].map((zone) => `${region}${zone}`),
    zoneIds: [1, 2, 3].map((zone) => `${shortName(region)}-az${zone}`),
    groupNames: [region],
  }),
  "aws:index/getPartition:getPartition": () => ({
    id: partition,
    partition,
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  }),
  "aws:index/getService:getService": ({ serviceId, dnsName }, region) => {
    const id = (serviceId ?? String(dnsName).split(".")[0]) as string;
    return {
      id: `com.amazonaws.${region}.${id}`,
      serviceId: id,
      region,
      partition,
      dnsName: `${id}.${region}.amazonaws.com`,
      reverseDnsName: `com.amazonaws.${region}.${id}`,
      reverseDnsPrefix: "com.amazonaws",
      supported: true,
    };
  },
  "aws:index/getServicePrincipal:getServicePrincipal": ({ serviceName }, region) => ({
    id: `${String(serviceName)}.${region}.amazonaws.com`,
    name: `${String(serviceName)}.amazonaws.com`,
    suffix: "amazonaws.com",
    region,
  }),
  "aws:index/getArn:getArn": ({ arn }) => {
    const [, itsPartition, service, itsRegion, account, ...resource] = String(arn).split(":");
    return { id: arn, partition: itsPartition, service, region: itsRegion, account, resource: resource.join(":") };
  },
  ...Object.fromEntries(
    ["CachePolicy", "OriginRequestPolicy", "ResponseHeadersPolicy"].map((kind) => [
      `aws:cloudfront/get${kind}:get${kind}`,
      managedPolicy,
    ]),
  ),
  "aws:iam/getPolicyDocument:getPolicyDocument": computePolicyDocument,
};

/** Returns a managed policy of CloudFront by name or id. @throws UserError for a name that AWS does not manage. */
function managedPolicy({ name, id }: Values): Values {
  if (typeof id === "string") return { id };
  const found = Object.hasOwn(managedPolicyIds, String(name)) ? managedPolicyIds[String(name)] : undefined;
  if (found !== undefined) return { id: found, name };
  throw new UserError(
    `the local cloud knows no policy of CloudFront named ${String(name)}: declare it, or name one of ${Object.keys(managedPolicyIds).join(", ")}`,
  );
}

/** Returns the abbreviation of a region in zone ids, such as `apse2` for ap-southeast-2. */
function shortName(region: string): string {
  const [area, ...words] = region.split("-");
  return `${area}${words.join("").replace(/gov|north|south|east|west|central/g, ([first = ""]) => first)}`;
}

function describeRegion(region: string): Values {
  return { id: region, name: region, region, description: region, endpoint: `ec2.${region}.amazonaws.com` };
}

/**
 * Returns the result of a provider function. Answers in the developer's file take precedence.
 *
 * @throws UserError for a function without an answer, because an invented result would be wrong unnoticed.
 */
export function invoke({ token, inputs }: Invocation, region: string, given: Answers): Values {
  const answer = given.call(token, inputs) ?? answers[token]?.(inputs, region);
  if (answer !== undefined) return { ...inputs, ...answer };
  const asked = JSON.stringify(inputs);
  throw new UserError(
    `the local cloud cannot compute ${token} with the arguments ${asked}: put its result into a file and pass --answers FILE`,
  );
}
