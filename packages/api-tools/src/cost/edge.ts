import { ofType, type Declared, type Program } from "@onemachine/local-cloud";
import type { BilledAmount } from "./lines";
import type { Traffic } from "./traffic";

type Properties = Declared["state"];

/** Returns the distribution before the program's API; undefined without one. */
export function distributionOf({ resources }: Program): Declared | undefined {
  const apis = ofType(resources, "aws:apigateway/restApi:RestApi").map(({ id }) => `${id}.execute-api.`);
  return ofType(resources, "aws:cloudfront/distribution:Distribution").find(({ state }) =>
    ((state["origins"] ?? []) as Properties[]).some((origin) =>
      apis.some((host) => String(origin["domainName"]).startsWith(host)),
    ),
  );
}

/** Returns what requests cost that pass a distribution, without their bytes. Each callback is called for each request. */
export function edgeAmounts(program: Program, { requests, durationMillis }: Traffic): BilledAmount[] {
  const distribution = distributionOf(program);
  if (distribution === undefined) return [];
  const { defaultCacheBehavior = {}, webAclId } = distribution.state as {
    defaultCacheBehavior?: { lambdaFunctionAssociations?: { lambdaArn: string }[] };
    webAclId?: string;
  };
  const arns = (defaultCacheBehavior.lambdaFunctionAssociations ?? []).map(({ lambdaArn }) => lambdaArn);
  const gigabytes = arns.reduce((sum, arn) => sum + memoryOf(arn, program) / 1_024, 0);
  return [
    { price: "edgeRequests", quantity: requests },
    { price: "edgeCalls", quantity: requests * arns.length },
    { price: "edgeDuration", quantity: (requests * gigabytes * durationMillis) / 1_000 },
    { price: "webAclRequests", quantity: webAclId === undefined ? 0 : requests },
  ];
}

function memoryOf(versionArn: string, { resources }: Program): number {
  const fn = ofType(resources, "aws:lambda/function:Function").find(({ state }) =>
    versionArn.startsWith(`${String(state["arn"])}:`),
  );
  return Number(fn?.state["memorySize"] ?? 128);
}
