import { distributions } from "../../src/kernel/interfaces/distributions";
import { smallApi, type TestCloud } from "../support/cloud";

export interface EdgeProgram {
  /** CommonJS source of the API's function. */
  readonly handler: string;
  /** Sources of edge functions by event type. */
  readonly edge?: Readonly<Record<string, string>>;
  /** True to pass request bodies to the edge functions. */
  readonly includeBody?: boolean;
  /** Further properties of the default behavior, as source. They come last. */
  readonly behavior?: string;
  /** Further properties of the distribution, as source. They come last. */
  readonly distribution?: string;
  /** Further properties of the origin, as source. */
  readonly origin?: string;
  /** Further properties of the edge functions, as source. */
  readonly functionArgs?: string;
  /** Statements of the role of the API's function, as source. */
  readonly statements?: string;
  /** Statements before the distribution. */
  readonly before?: string;
}

/** Declares a small API behind a distribution with functions of Lambda@Edge, as the source of a program. */
export function edgeProgram(program: EdgeProgram): string {
  const { handler, edge = {}, includeBody = false, behavior = "", distribution = "", origin = "" } = program;
  const associations = Object.keys(edge).map(
    (type) =>
      `{ eventType: "${type}", lambdaArn: ${nameOf(type)}.qualifiedArn, includeBody: ${includeBody && type.endsWith("request")} }`,
  );
  const more = `
const virginia = new aws.Provider("virginia", { region: "us-east-1" });
const edgeRole = new aws.iam.Role("edge-role", { assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [
  { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: ["lambda.amazonaws.com", "edgelambda.amazonaws.com"] } },
] }) });
${Object.entries(edge)
  .map(
    ([type, source]) => `const ${nameOf(type)} = new aws.lambda.Function("${type}", {
  role: edgeRole.arn, runtime: "nodejs24.x", handler: "index.handler", publish: true,
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(${JSON.stringify(`exports.handler = ${source}`)}) }),
  ${program.functionArgs ?? ""}
}, { provider: virginia });`,
  )
  .join("\n")}
${program.before ?? ""}
new aws.cloudfront.Distribution("edge", {
  enabled: true,
  origins: [{
    originId: "api", domainName: pulumi.interpolate\`\${api.id}.execute-api.eu-central-1.amazonaws.com\`,
    customOriginConfig: { httpPort: 80, httpsPort: 443, originProtocolPolicy: "https-only", originSslProtocols: ["TLSv1.2"] },
    ${origin}
  }],
  defaultCacheBehavior: {
    targetOriginId: "api", viewerProtocolPolicy: "redirect-to-https",
    allowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"], cachedMethods: ["GET", "HEAD"],
    cachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", originRequestPolicyId: "b689b0a8-53d0-40ab-baf2-68738e2966ac",
    lambdaFunctionAssociations: [${associations.join(", ")}],
    ${behavior}
  },
  restrictions: { geoRestriction: { restrictionType: "none" } },
  viewerCertificate: { cloudfrontDefaultCertificate: true },
  ${distribution}
});`;
  return smallApi({ handler, more, ...(program.statements === undefined ? {} : { statements: program.statements }) });
}

function nameOf(type: string): string {
  return type.replace(/-./, ([, letter = ""]) => letter.toUpperCase());
}

/** Returns the URL of the first distribution. */
export function distributionUrl({ cloud }: TestCloud): string {
  return cloud.registry.use(distributions).descriptions[0]!.url;
}
