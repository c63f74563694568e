import { promisify } from "node:util";
import { deflate, gunzip, gzip, inflate } from "node:zlib";
import { GatewayError } from "../exchange/errors";
import { headerValues, type Exchange, type GatewayAnswer, type GatewayRequest } from "../exchange/exchange";
import { maxBodyBytes } from "./parse";

/**
 * The content codings that API Gateway supports (API Gateway Developer Guide, "Content codings supported by API
 * Gateway").
 */
const decoders = { gzip: promisify(gunzip), deflate: promisify(inflate) } as const;
const encoders = { gzip: promisify(gzip), deflate: promisify(deflate) } as const;

type Coding = keyof typeof encoders;

function isCoding(name: string): name is Coding {
  return Object.hasOwn(encoders, name);
}

/**
 * Decompresses a request body. Content-Encoding stays, because functions receive it on AWS. An API decompresses
 * requests even if it does not compress answers (API Gateway Developer Guide, "Payload compression for REST APIs").
 *
 * @throws GatewayError UNSUPPORTED_MEDIA_TYPE for an unsupported coding and for a body that cannot be decoded ("Call an
 *   API method with a compressed payload"), REQUEST_TOO_LARGE if the content exceeds the limit of request bodies.
 */
export async function decompressBody(exchange: Exchange): Promise<void> {
  const { request } = exchange;
  const coding = codingsOf(request).join(", ");
  if (coding === "") return;
  if (!isCoding(coding)) throw unsupported(`the content coding ${coding} is not supported`);
  if (request.body.length > 0) exchange.request = { ...request, body: await decompress(request.body, coding) };
}

/**
 * Returns the codings except `identity`. Callers reject several codings of one body: API Gateway documents no
 * combination.
 */
function codingsOf(request: GatewayRequest): string[] {
  return headerValues(request, "Content-Encoding")
    .flatMap(([, value]) => value.toLowerCase().split(","))
    .map((coding) => coding.trim())
    .filter((coding) => coding !== "" && coding !== "identity");
}

async function decompress(body: Buffer, coding: Coding): Promise<Buffer> {
  try {
    return await decoders[coding](body, { maxOutputLength: maxBodyBytes });
  } catch (error) {
    if ((error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") {
      const reason = `the decompressed body is over ${maxBodyBytes} bytes`;
      throw new GatewayError("REQUEST_TOO_LARGE", "Request Too Long", { reason });
    }
    throw unsupported(`the body is not ${coding}`);
  }
}

function unsupported(reason: string): GatewayError {
  return new GatewayError("UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type", { reason });
}

/**
 * Compresses an answer of at least `minimumCompressionSize` bytes if Accept-Encoding names a supported coding (API
 * Gateway Developer Guide, "Receive an API response with a compressed payload").
 */
export async function compressAnswer(exchange: Exchange, answer: GatewayAnswer): Promise<GatewayAnswer> {
  const { minimumCompressionSize } = exchange.api;
  const { headers, body } = answer;
  if (answer.rest !== undefined) return answer;
  if (minimumCompressionSize === undefined || body.length < Math.max(1, minimumCompressionSize)) return answer;
  if (headers.some(([name]) => name.toLowerCase() === "content-encoding")) return answer;
  const coding = acceptedCoding(exchange.request);
  if (coding === undefined) return answer;
  return { ...answer, headers: [...headers, ["Content-Encoding", coding]], body: await encoders[coding](body) };
}

/** Returns the coding that a client prefers, by weight and then by order; undefined if it prefers `identity`. */
function acceptedCoding(request: GatewayRequest): Coding | undefined {
  const offers = headerValues(request, "Accept-Encoding")
    .flatMap(([, value]) => value.toLowerCase().split(","))
    .map((offer) => {
      const [coding = "", ...parameters] = offer.split(";").map((part) => part.trim());
      const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
      return { coding, weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ coding, weight }) => weight > 0 && (isCoding(coding) || coding === "identity"))
    .sort((a, b) => b.weight - a.weight);
  const preferred = offers[0]?.coding ?? "identity";
  return isCoding(preferred) ? preferred : undefined;
}
