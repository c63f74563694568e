/**
 * Runs inside an environment's thread: sends calls of DynamoDB to the main thread as messages. Over HTTP, a call passes two
 * sockets and two parsers, which takes more time than the data plane itself (docs/decisions.md). It must import nothing
 * but Node's modules and files of the thread: see runtimeText.ts.
 */
import diagnostics from "node:diagnostics_channel";
import http from "node:http";
import threads from "node:worker_threads";
import type { DataConnection } from "../../kernel/interfaces/dataChannels";
import { ChannelCalls, maxCalls } from "./channelCalls";
import { DataRequest, maxBodyBytes, type Header } from "./dataRequest";

type Options = http.RequestOptions & Readonly<Record<string, unknown>>;
type Callback = (response: http.IncomingMessage) => void;

/** Options that SDKs pass. A request with any other option, such as `timeout`, uses HTTP. */
const known = new Set(["agent", "auth", "headers", "host", "hostname", "method", "path", "port", "protocol"]);

/** Events of Node's client. If a tool subscribes to one of them, all requests use HTTP. */
const watched = ["request.created", "request.start", "request.error", "response.finish"].map((name) =>
  diagnostics.channel(`http.client.${name}`),
);

const { dataConnection } = (threads.workerData ?? {}) as { dataConnection?: DataConnection };
const channel = dataConnection && new ChannelCalls(dataConnection);

/** Returns a request that uses the channel; undefined if it must use HTTP. */
export function requestByChannel(
  options: http.RequestOptions,
  callback: Callback | undefined,
): http.ClientRequest | undefined {
  if (channel === undefined || channel.isFull || !isForChannel(options as Options, channel)) return undefined;
  const headers = headersOf(options.headers);
  if (headers?.has("x-amz-target") !== true || headers.has("expect")) return undefined;
  if (!(Number(headers.get("content-length")?.[1]) <= maxBodyBytes)) return undefined;
  if (watched.some(({ hasSubscribers }) => hasSubscribers)) return undefined;
  const { path, agent } = options as { path?: string | null; agent: http.Agent };
  const request = new DataRequest({ agent, path: path || "/", headers }, channel);
  if (callback !== undefined) request.once("response", callback);
  return request as unknown as http.ClientRequest;
}

function isForChannel(options: Options, { hostname, port }: ChannelCalls): boolean {
  if (options.method !== "POST" || String(options.port) !== port) return false;
  if ((options.hostname ?? options.host) !== hostname || !isPlainAgent(options.agent)) return false;
  for (const name in options) if (options[name] !== undefined && !known.has(name)) return false;
  return options.auth === undefined;
}

/** Returns whether an agent limits requests no more than a channel does, as those of SDKs by default. */
function isPlainAgent(agent: unknown): boolean {
  if ((agent as http.Agent | undefined)?.constructor !== http.Agent) return false;
  const { maxSockets, options } = agent as http.Agent & { readonly options: http.AgentOptions };
  return maxSockets >= maxCalls && options.timeout === undefined;
}

/** Forms of names and values that Node's client sends (_http_common.js). */
const forms = { name: /^[\^`\-\w!#$%&'*+.|~]+$/, value: /^[\t\x20-\x7e\x80-\xff]*$/ };

/** Returns headers by lower-case name; undefined for a list of headers, or if HTTP has to reject one. */
function headersOf(headers: http.RequestOptions["headers"]): Map<string, Header> | undefined {
  if (typeof headers !== "object" || headers === null || Array.isArray(headers)) return undefined;
  const all = new Map<string, Header>();
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) return undefined;
    const text = String(value);
    if (!forms.name.test(name) || !forms.value.test(text)) return undefined;
    all.set(name.toLowerCase(), [name, text]);
  }
  return all;
}
