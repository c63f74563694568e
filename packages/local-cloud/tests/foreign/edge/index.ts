import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

// A website in a private bucket behind CloudFront, as in Pulumi's examples. A function of Lambda@Edge, declared as a
// callback, rewrites directories to their index and adds a header.
const virginia = new aws.Provider("virginia", { region: "us-east-1" });
const bucket = new aws.s3.Bucket("site");
for (const [key, content] of [
  ["index.html", "<h1>home</h1>"],
  ["docs/index.html", "<h1>docs</h1>"],
  ["404.html", "<h1>not here</h1>"],
] as const) {
  new aws.s3.BucketObject(key, { bucket: bucket.id, key, content, contentType: "text/html" });
}

const role = new aws.iam.Role("edge", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({
    Service: ["lambda.amazonaws.com", "edgelambda.amazonaws.com"],
  }),
});
const rewrite = new aws.lambda.CallbackFunction(
  "rewrite",
  {
    role,
    publish: true,
    memorySize: 128,
    timeout: 5,
    runtime: "nodejs22.x",
    callback: (event: { Records: { cf: { request: { uri: string } } }[] }) => {
      const { request } = event.Records[0]!.cf;
      if (request.uri.endsWith("/")) request.uri += "index.html";
      return Promise.resolve(request);
    },
  },
  { provider: virginia },
);
const accessControl = new aws.cloudfront.OriginAccessControl("site", {
  originAccessControlOriginType: "s3",
  signingBehavior: "always",
  signingProtocol: "sigv4",
});
const optimized = aws.cloudfront.getCachePolicyOutput({ name: "Managed-CachingOptimized" });
const security = aws.cloudfront.getResponseHeadersPolicyOutput({ name: "Managed-SecurityHeadersPolicy" });

const distribution = new aws.cloudfront.Distribution("site", {
  enabled: true,
  defaultRootObject: "index.html",
  origins: [{ originId: "site", domainName: bucket.bucketRegionalDomainName, originAccessControlId: accessControl.id }],
  defaultCacheBehavior: {
    targetOriginId: "site",
    viewerProtocolPolicy: "redirect-to-https",
    allowedMethods: ["GET", "HEAD"],
    cachedMethods: ["GET", "HEAD"],
    cachePolicyId: optimized.apply(({ id }) => id ?? ""),
    responseHeadersPolicyId: security.apply(({ id }) => id ?? ""),
    lambdaFunctionAssociations: [{ eventType: "viewer-request", lambdaArn: rewrite.qualifiedArn }],
  },
  customErrorResponses: [{ errorCode: 403, responseCode: 404, responsePagePath: "/404.html" }],
  restrictions: { geoRestriction: { restrictionType: "none" } },
  viewerCertificate: { cloudfrontDefaultCertificate: true },
});
new aws.s3.BucketPolicy("site", {
  bucket: bucket.id,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "cloudfront.amazonaws.com" },
        Action: "s3:GetObject",
        Resource: pulumi.interpolate`${bucket.arn}/*`,
        Condition: { StringEquals: { "AWS:SourceArn": distribution.arn } },
      },
    ],
  }),
});

export const url = pulumi.interpolate`http://${distribution.domainName}`;
