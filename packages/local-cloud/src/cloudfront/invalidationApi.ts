import type { Distributions } from "../kernel/interfaces/distributions";
import { accountId, partition } from "../kernel/identity";
import { performOperation, ServiceError, type JsonInput, type JsonOperation } from "../kernel/protocols/jsonService";
import { parseXml, textOf } from "../kernel/protocols/parseXml";
import { errorOf } from "../kernel/protocols/queryService";
import { routeRequest, type RestRoute } from "../kernel/protocols/restRoutes";
import type { EndpointAnswer, EndpointService } from "../kernel/protocols/serviceEndpoint";
import type { ServiceRegistry } from "../kernel/serviceRegistry";
import { escapeXml } from "../kernel/protocols/xml";
import type { Invalidation, Invalidations } from "./invalidations";

const version = "2020-05-31";
const namespace = `http://cloudfront.amazonaws.com/doc/${version}/`;
const path = `/${version}/distribution/{DistributionId}/invalidation`;

const routes: readonly RestRoute[] = [
  { operation: "CreateInvalidation", method: "POST", path },
  { operation: "ListInvalidations", method: "GET", path, query: { Marker: "Marker", MaxItems: "MaxItems" } },
  { operation: "GetInvalidation", method: "GET", path: `${path}/{Id}` },
];

/** Invalidations in a page of a list (CloudFront API reference, ListInvalidations). */
const maxItems = 100;

/** An answer: the root element with its content, and headers. */
interface XmlAnswer {
  readonly xml: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface InvalidationSource {
  /** Returns undefined for an unknown distribution. */
  invalidationsOf(distributionId: string): Invalidations | undefined;
  readonly distributions: Pick<Distributions, "invalidate">;
  readonly registry: ServiceRegistry;
}

/** Creates the endpoint's side of CloudFront's API for invalidations, in AWS's REST-XML protocol. */
export function invalidationService(source: InvalidationSource): EndpointService {
  const operations = invalidationOperations(source);
  const refuse: EndpointService["refuse"] = (refusal, request) =>
    errorOf({ namespace }, { operation: routeRequest(routes, request).operation, ...refusal });
  return {
    signingName: "cloudfront",
    refuse,
    answer: async (request) => {
      const { operation, parameters } = routeRequest(routes, request);
      const declared = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (declared === undefined) {
        const message = `the local cloud does not emulate cloudfront:${operation}`;
        return refuse({ code: "NotEmulatedException", message, statusCode: 400 }, request);
      }
      const { registry } = source;
      const denied = { code: "AccessDenied", statusCode: 403 };
      const input = { ...parameters, body: request.body.toString() };
      const performed = await performOperation({ registry, denied }, declared, { input, request });
      const { authorized } = performed;
      if ("error" in performed) return { ...errorOf({ namespace }, { operation, ...performed.error }), authorized };
      const { output, resources } = performed;
      return { ...answerOf(output as XmlAnswer, declared.successStatus ?? 200), operation, resources, authorized };
    },
  };
}

function answerOf(
  { xml, headers }: XmlAnswer,
  statusCode: number,
): Pick<EndpointAnswer, "statusCode" | "headers" | "body"> {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`;
  const length = { "Content-Type": "text/xml", "Content-Length": String(Buffer.byteLength(body)) };
  return { statusCode, headers: { ...length, ...headers }, body };
}

function invalidationOperations(source: InvalidationSource): Readonly<Record<string, JsonOperation>> {
  const shared = (name: string): Pick<JsonOperation, "access" | "resources"> => ({
    access: ({ DistributionId }) => [{ action: `cloudfront:${name}`, resource: arnOf(String(DistributionId)) }],
    resources: ({ DistributionId }) => [String(DistributionId)],
  });
  const require = ({ DistributionId }: JsonInput): Invalidations => {
    const found = source.invalidationsOf(String(DistributionId));
    if (found !== undefined) return found;
    throw new ServiceError("NoSuchDistribution", "The specified distribution does not exist.", { statusCode: 404 });
  };
  return {
    CreateInvalidation: {
      ...shared("CreateInvalidation"),
      successStatus: 201,
      run: (input) => {
        require(input);
        const id = String(input["DistributionId"]);
        const { paths, callerReference } = readBatch(String(input["body"]));
        const invalidation = source.distributions.invalidate(id, paths, callerReference);
        const location = `https://cloudfront.amazonaws.com/${version}/distribution/${id}/invalidation/${invalidation.id}`;
        return { xml: invalidationXml(invalidation, "InProgress"), headers: { Location: location } };
      },
    },
    GetInvalidation: {
      ...shared("GetInvalidation"),
      run: (input) => {
        const found = require(input).find(String(input["Id"]));
        if (found !== undefined) return { xml: invalidationXml(found, "Completed") };
        throw new ServiceError("NoSuchInvalidation", "The specified invalidation does not exist.", { statusCode: 404 });
      },
    },
    ListInvalidations: {
      ...shared("ListInvalidations"),
      run: (input) => ({ xml: listXml(require(input).all, input) }),
    },
  };
}

function arnOf(distributionId: string): string {
  return `arn:${partition}:cloudfront::${accountId}:distribution/${distributionId}`;
}

/** Reads an InvalidationBatch. @throws ServiceError */
function readBatch(body: string): { readonly paths: readonly string[]; readonly callerReference: string } {
  if (body === "") {
    const message =
      "This operation requires a body. Ensure that the body is present and the Content-Type header is set.";
    throw new ServiceError("MissingBody", message);
  }
  const root = parseXml(body);
  const list = root?.children.find(({ name }) => name === "Paths");
  if (root?.name !== "InvalidationBatch" || list === undefined) {
    throw new ServiceError("MalformedInput", "The body is not an InvalidationBatch with Paths.");
  }
  const items = list.children.find(({ name }) => name === "Items")?.children ?? [];
  const paths = items.filter(({ name }) => name === "Path").map(({ text }) => text);
  if (Number(textOf(list, "Quantity") ?? Number.NaN) !== paths.length) {
    throw new ServiceError("InconsistentQuantities", "The value of Quantity and the size of Items don't match.");
  }
  const callerReference = textOf(root, "CallerReference") ?? "";
  if (callerReference === "") throw new ServiceError("InvalidArgument", "The parameter CallerReference is required.");
  return { paths, callerReference };
}

function invalidationXml({ id, createdAt, paths, callerReference }: Invalidation, status: string): string {
  const items = paths.map((each) => `<Path>${escapeXml(each)}</Path>`).join("");
  const batch = `<Paths><Quantity>${paths.length}</Quantity><Items>${items}</Items></Paths><CallerReference>${escapeXml(callerReference)}</CallerReference>`;
  return `<Invalidation xmlns="${namespace}">${summary(id, createdAt, status)}<InvalidationBatch>${batch}</InvalidationBatch></Invalidation>`;
}

function summary(id: string, createdAt: number, status: string): string {
  return `<Id>${id}</Id><Status>${status}</Status><CreateTime>${new Date(createdAt).toISOString()}</CreateTime>`;
}

/** @throws ServiceError for a page size that is no number from 1, and for an unknown marker */
function listXml(all: readonly Invalidation[], input: JsonInput): string {
  const { Marker: marker = "", MaxItems: given = String(maxItems) } = input as Record<string, string | undefined>;
  if (!/^[1-9]\d{0,8}$/.test(given))
    throw new ServiceError("InvalidArgument", `The parameter MaxItems is invalid: ${given}`);
  const limit = Math.min(Number(given), maxItems);
  const before = all.findIndex(({ id }) => id === marker);
  if (marker !== "" && before === -1)
    throw new ServiceError("InvalidArgument", `The parameter Marker is invalid: ${marker}`);
  const page = all.slice(before + 1, before + 1 + limit);
  const isTruncated = before + 1 + page.length < all.length;
  const items = page.map(
    ({ id, createdAt }) => `<InvalidationSummary>${summary(id, createdAt, "Completed")}</InvalidationSummary>`,
  );
  const next = isTruncated ? `<NextMarker>${page.at(-1)!.id}</NextMarker>` : "";
  return (
    `<InvalidationList xmlns="${namespace}"><Marker>${escapeXml(marker)}</Marker>${next}<MaxItems>${limit}</MaxItems>` +
    `<IsTruncated>${isTruncated}</IsTruncated><Quantity>${page.length}</Quantity>` +
    `${items.length === 0 ? "" : `<Items>${items.join("")}</Items>`}</InvalidationList>`
  );
}
