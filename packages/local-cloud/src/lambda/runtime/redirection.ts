/**
 * Runs inside an environment's thread: redirects requests to AWS hosts to the local cloud. Older SDKs and clients with
 * a custom endpoint do not read AWS_ENDPOINT_URL. It must import nothing but Node's modules and files of the thread: see
 * runtimeText.ts.
 */
import http from "node:http";
import https from "node:https";
import Module from "node:module";
import { requestByChannel } from "./dataChannel";

/** Matches hosts such as `SERVICE.REGION.amazonaws.com` (AWS General Reference, "AWS service endpoints"). */
const awsHosts = /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|api\.aws|on\.aws)$/i;

/** Returns the local endpoint that replaces a host of AWS; undefined for other hosts. */
function endpointOf(host: string): URL | undefined {
  const name = host.toLowerCase().replace(/:\d+$/, "").replace(/\.$/, "");
  if (!awsHosts.test(name)) return prefixed(name);
  const [service = ""] = name.split(".");
  const { AWS_ENDPOINT_URL: all, [`AWS_ENDPOINT_URL_${service.toUpperCase()}`]: own } = process.env;
  const endpoint = own ?? all;
  return endpoint === undefined ? undefined : new URL(endpoint);
}

/** SDKs put a prefix before the host for some operations, such as `sync-` for StartSyncExecution. */
function prefixed(name: string): URL | undefined {
  const [, host] = /^[a-z]+-(.+)$/.exec(name) ?? [];
  const { AWS_ENDPOINT_URL: all } = host === undefined ? {} : process.env;
  if (all === undefined) return undefined;
  const endpoint = new URL(all);
  return host === endpoint.hostname ? endpoint : undefined;
}

type Options = http.RequestOptions;
type Callback = (response: http.IncomingMessage) => void;

/** Converts the arguments of all overloads of `http.request` to options and callback. */
function argumentsOf(given: readonly unknown[]): { options: Options; callback: Callback | undefined } {
  const rest = [...given];
  const first = rest[0];
  const address = typeof first === "string" || first instanceof URL ? new URL(rest.shift() as string) : undefined;
  const own = (typeof rest[0] === "object" && rest[0] !== null ? rest.shift() : {}) as Options;
  const url = address && {
    hostname: address.hostname,
    ...(address.port === "" ? {} : { port: address.port }),
    path: `${address.pathname}${address.search}`,
  };
  return { options: { ...url, ...own }, callback: rest[0] as Callback | undefined };
}

function redirecting(module: typeof http | typeof https): void {
  const original = module.request.bind(module);
  const request = (...given: unknown[]): http.ClientRequest => {
    const { options, callback } = argumentsOf(given);
    const host = options.hostname ?? options.host ?? "";
    const endpoint = endpointOf(host);
    if (endpoint === undefined) {
      const byChannel = module === http ? requestByChannel(options, callback) : undefined;
      return byChannel ?? (original as (...all: unknown[]) => http.ClientRequest)(...given);
    }
    // Keep the Host header, because the signature includes it.
    const named = Object.keys(options.headers ?? {}).some((name) => name.toLowerCase() === "host");
    const {
      agent: _agent,
      host: _host,
      protocol: _protocol,
      servername: _servername,
      ...kept
    } = options as Options & {
      servername?: string;
    };
    const headers = { ...(options.headers as object), ...(named ? {} : { host }) };
    return local({ ...kept, headers, hostname: endpoint.hostname, port: endpoint.port, agent: undefined }, callback);
  };
  Object.assign(module, {
    request,
    get: (...given: unknown[]) => {
      const asked = request(...given);
      asked.end();
      return asked;
    },
  });
}

const local = http.request.bind(http);
redirecting(http);
redirecting(https);

const { fetch } = globalThis;

globalThis.fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  const endpoint = endpointOf(url.hostname);
  if (endpoint === undefined) return fetch(input, init);
  const request = new Request(input, init);
  const body = request.body === null ? undefined : Buffer.from(await request.arrayBuffer());
  const answered = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const headers = { ...Object.fromEntries(request.headers), host: url.host };
    const { hostname, port } = endpoint;
    const path = `${url.pathname}${url.search}`;
    local({ hostname, port, path, method: request.method, headers }, resolve).on("error", reject).end(body);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of answered) chunks.push(chunk as Buffer);
  return new Response(Buffer.concat(chunks), {
    status: answered.statusCode ?? 500,
    headers: answered.headers as Record<string, string>,
  });
};

Module.syncBuiltinESMExports();
