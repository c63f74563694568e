type Json = Readonly<Record<string, unknown>>;

/** Seconds for which browsers may cache a preflight. Chromium's maximum is 7200. */
const maxAgeSeconds = "3600";

/** Content types of preflight requests that are accepted. Browsers send none, which API Gateway treats as JSON. */
const contentTypes = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];

/** Methods and headers that browsers may send to a path. */
export interface AllowedRequests {
  readonly methods: readonly string[];
  /** Request headers, in addition to Content-Type and X-Api-Key. */
  readonly headers: readonly string[];
}

/** Returns the OPTIONS operation of a path, a mock integration that requires no key. */
export function preflight(allowed: AllowedRequests, corsOrigins: readonly string[]): Json {
  const headers = {
    "Access-Control-Allow-Methods": [...allowed.methods, "OPTIONS"].join(","),
    "Access-Control-Allow-Headers": ["Content-Type", "X-Api-Key", ...allowed.headers].join(","),
    "Access-Control-Max-Age": maxAgeSeconds,
  };
  return corsOrigins.includes("*")
    ? mock({ "Access-Control-Allow-Origin": "*", ...headers }, {})
    : mock({}, { "application/json": originTemplate(headers, corsOrigins) });
}

function mock(headers: Readonly<Record<string, string>>, responseTemplates: Json): Json {
  const names = Object.keys(headers);
  return {
    responses: {
      200: {
        description: "Preflight",
        headers: Object.fromEntries(names.map((name) => [name, { schema: { type: "string" } }])),
      },
    },
    "x-amazon-apigateway-integration": {
      type: "mock",
      requestTemplates: Object.fromEntries(contentTypes.map((type) => [type, '{"statusCode": 200}'])),
      // Other content types get 415. Passed through, their body would set the mock's status, and could cause a 500.
      passthroughBehavior: "never",
      responses: {
        default: {
          statusCode: "200",
          responseParameters: Object.fromEntries(
            names.map((name) => [`method.response.header.${name}`, `'${headers[name]}'`]),
          ),
          responseTemplates,
        },
      },
    },
  };
}

/**
 * Returns the template that sets the headers if the origin is allowed. HTTP/2 clients send `origin` in lower case.
 *
 * No header is static, because API Gateway overrides a header only once.
 */
function originTemplate(headers: Readonly<Record<string, string>>, corsOrigins: readonly string[]): string {
  const override = (name: string, value: string) => `#set($context.responseOverride.header.${name} = ${value})`;
  return [
    '#set($origin = $input.params().header.get("Origin"))',
    '#if(!$origin || $origin == "")',
    '#set($origin = $input.params().header.get("origin"))',
    "#end",
    `#if(${corsOrigins.map((allowed) => `$origin == "${allowed}"`).join(" || ")})`,
    override("Access-Control-Allow-Origin", "$origin"),
    ...Object.entries(headers).map(([name, value]) => override(name, `"${value}"`)),
    override("Vary", '"Origin"'),
    "#end",
  ].join("\n");
}
