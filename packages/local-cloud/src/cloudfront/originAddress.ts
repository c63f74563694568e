import { isLocalHost } from "../kernel/http/http";
import { apis } from "../kernel/interfaces/apis";
import { objects } from "../kernel/interfaces/objects";
import type { ServiceRegistry } from "../kernel/serviceRegistry";
import { EdgeError } from "./errorPage";
import type { Origin } from "./model";

/** The place of an origin in a local run. */
export type OriginAddress =
  | { readonly kind: "http"; readonly url: string; /** True for a stage of a REST API. */ readonly isApi: boolean }
  | { readonly kind: "bucket"; readonly bucket: string };

/**
 * Returns the place of an origin: a REST API or a bucket of this run, or a server on this machine.
 *
 * @throws EdgeError for another host without --allow-network.
 */
export async function originAddress(
  origin: Pick<Origin, "domainName" | "httpPort" | "httpsPort" | "protocolPolicy">,
  { registry, allowNetwork }: { readonly registry: ServiceRegistry; readonly allowNetwork: boolean },
): Promise<OriginAddress> {
  const { domainName } = origin;
  const bucket = bucketOf(domainName, registry);
  if (bucket !== undefined) return { kind: "bucket", bucket };
  const api = await apiUrl(domainName, registry);
  if (api !== undefined) return { kind: "http", url: api, isApi: true };
  const [hostname = "", port] = splitPort(domainName);
  if (!isLocalHost(hostname) && !allowNetwork) {
    const reason = `the origin ${domainName} is not on this machine; pass --allow-network to call it`;
    throw new EdgeError(502, "CloudFront wasn't able to connect to the origin.", { reason });
  }
  // Outputs of a local run contain the port, which a domain name on AWS cannot.
  if (port !== undefined) return { kind: "http", url: `http://${domainName}`, isApi: false };
  const secure = origin.protocolPolicy !== "http-only";
  return {
    kind: "http",
    url: secure ? `https://${domainName}:${origin.httpsPort}` : `http://${domainName}:${origin.httpPort}`,
    isApi: false,
  };
}

function splitPort(domainName: string): readonly [hostname?: string, port?: string] {
  const [, hostname, port] = /^(.*?)(?::(\d+))?$/.exec(domainName) ?? [];
  return [hostname ?? domainName, ...(port === undefined ? [] : [port])] as [string, string?];
}

/** Returns the URL of a REST API of this run, by its host here or on AWS; undefined for another host. */
async function apiUrl(domainName: string, registry: ServiceRegistry): Promise<string | undefined> {
  const running = registry.find(apis);
  if (running === undefined) return undefined;
  const [, id] = /^([a-z\d]+)\.execute-api\.[a-z\d-]+\.amazonaws\.com$/.exec(domainName) ?? [];
  for (const api of running.descriptions) {
    const url = await running.endpoint(api.id);
    if (api.id === id || new URL(url).host === domainName) return url;
  }
  return undefined;
}

function bucketOf(domainName: string, registry: ServiceRegistry): string | undefined {
  const [, bucket] = /^(.+?)\.s3(?:[.-][a-z\d-]+)*\.amazonaws\.com$/.exec(domainName) ?? [];
  return bucket !== undefined && registry.find(objects)?.hasBucket(bucket) === true ? bucket : undefined;
}
