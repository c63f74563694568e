/** Limits of a callback, by event (CloudFront Developer Guide, "Quotas on Lambda@Edge"). */
interface EdgeLimits {
  /** Megabytes. */
  readonly memorySize: number;
  /** Seconds. */
  readonly timeout: number;
  /** Bytes of the compressed archive. */
  readonly archiveBytes: number;
  /** Headers that functions see but must not change ("Restrictions on all edge functions"). */
  readonly readOnlyHeaders: readonly string[];
  /** Headers that functions of this event must not add, besides those of all events ("Restrictions on Lambda@Edge"). */
  readonly disallowedHeaders: readonly string[];
}

const viewer = { memorySize: 128, timeout: 5, archiveBytes: 1_048_576, disallowedHeaders: [] };
const origin = { memorySize: 10_240, timeout: 30, archiveBytes: 52_428_800, disallowedHeaders: [] };

export const edgeLimits: Readonly<Record<string, EdgeLimits>> = {
  viewerRequest: {
    ...viewer,
    readOnlyHeaders: ["content-length", "host", "transfer-encoding", "via"],
    disallowedHeaders: ["cloudfront-viewer-country"],
  },
  originRequest: {
    ...origin,
    readOnlyHeaders: [
      ...["accept-encoding", "content-length", "if-modified-since", "if-none-match", "if-range"],
      ...["if-unmodified-since", "transfer-encoding", "via"],
    ],
  },
  originResponse: { ...origin, readOnlyHeaders: ["transfer-encoding", "via"] },
  viewerResponse: {
    ...viewer,
    readOnlyHeaders: ["content-encoding", "content-length", "transfer-encoding", "warning", "via"],
  },
};

/** Headers that functions must not add (the same page). The names that end with a hyphen are prefixes. */
const disallowedHeaders = [
  ...["connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"],
  ...["trailer", "upgrade", "x-accel-buffering", "x-accel-charset", "x-accel-limit-rate", "x-accel-redirect"],
  ...["x-amz-cf-", "x-amzn-auth", "x-amzn-cf-billing", "x-amzn-cf-id", "x-amzn-cf-xff", "x-amzn-errortype"],
  ...["x-amzn-fle-profile", "x-amzn-header-count", "x-amzn-header-order", "x-amzn-lambda-integration-tag"],
  ...["x-amzn-requestid", "x-cache", "x-edge-", "x-forwarded-proto", "x-real-ip"],
];

const requestEvents = ["viewerRequest", "originRequest"];

/** Keys of a declaration. */
const known = ["callbackFactory", "includeBody", "memorySize", "timeout"];

interface Callback {
  readonly callbackFactory?: (() => unknown) | undefined;
  readonly includeBody?: boolean | undefined;
  readonly memorySize?: number | undefined;
  readonly timeout?: number | undefined;
}

/** Returns a sentence about the first limit that a callback at the edge exceeds; undefined if it exceeds none. */
export function findEdgeViolation(name: string, callback: Callback): string | undefined {
  const limits = Object.hasOwn(edgeLimits, name) ? edgeLimits[name] : undefined;
  if (limits === undefined) {
    return `the edge callback ${name} has no event: the events are ${Object.keys(edgeLimits).join(", ")}`;
  }
  const what = `the edge callback ${name}`;
  const [unknown] = Object.keys(callback).filter((key) => !known.includes(key));
  if (unknown !== undefined) {
    return `${what} has ${unknown}: Lambda@Edge has no environment variables, so a callback has only ${known.join(", ")}`;
  }
  if (typeof callback.callbackFactory !== "function") return `${what} has no callbackFactory: it returns the callback`;
  const { memorySize = 128, timeout = 5, includeBody = false } = callback;
  if (!Number.isInteger(memorySize) || memorySize < 128 || memorySize > limits.memorySize) {
    const allowed = limits.memorySize === 128 ? "be 128" : `be an integer from 128 to ${limits.memorySize}`;
    return `${what} has the memorySize ${memorySize}: at this event it must ${allowed} megabytes`;
  }
  if (!Number.isInteger(timeout) || timeout < 1 || timeout > limits.timeout) {
    return `${what} has the timeout ${timeout}: at this event it must be an integer from 1 to ${limits.timeout} seconds`;
  }
  if (includeBody && !requestEvents.includes(name)) {
    return `${what} has includeBody: only the callbacks ${requestEvents.join(" and ")} can receive the request's body`;
  }
  return findTextViolation(what, callback.callbackFactory.toString(), limits);
}

/**
 * Returns a sentence about the text of a callback. It finds variables and headers that are named literally; CloudFront
 * answers 502 for headers that a callback computes.
 */
function findTextViolation(what: string, text: string, limits: EdgeLimits): string | undefined {
  const variable = /\bprocess\.env\.(\w+)|\bprocess\.env\[\s*["'`](\w+)/.exec(text);
  const variableName = variable?.[1] ?? variable?.[2];
  if (variableName !== undefined && !/^(?:AWS_|LAMBDA_|_HANDLER$|TZ$)/.test(variableName)) {
    return `${what} reads the environment variable ${variableName}: Lambda@Edge has no environment variables`;
  }
  for (const name of writtenHeaders(text)) {
    const disallowed = [...disallowedHeaders, ...limits.disallowedHeaders];
    if (disallowed.some((each) => (each.endsWith("-") ? name.startsWith(each) : name === each))) {
      return `${what} sets the header ${name}: CloudFront does not allow functions to add it, and would answer 502`;
    }
    if (limits.readOnlyHeaders.includes(name)) {
      return `${what} changes the header ${name}: it is read-only at this event, and CloudFront would answer 502`;
    }
  }
  return undefined;
}

/** Returns header names, in lower case, that a text assigns, deletes or lists with a `key`. */
function writtenHeaders(text: string): string[] {
  const patterns = [
    /headers(?:\.(\w+)|\[\s*["'`]([\w-]+)["'`]\s*\])\s*=(?!=)/g,
    /delete\s+[\w.]*headers(?:\.(\w+)|\[\s*["'`]([\w-]+)["'`]\s*\])/g,
    /\bkey:\s*(["'`])([\w-]+)\1/g,
  ];
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => (match[2] ?? match[1] ?? "").toLowerCase()),
  );
}
