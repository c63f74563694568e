type Json = Readonly<Record<string, unknown>>;

/** Seconds for which a browser may remember a preflight; Chromium caps it at 7200. */
const maxAgeSeconds = "3600";

/** No Content-Type counts as JSON, and browsers send none; these are the ones that other clients set by habit. */
const contentTypes = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];

/** What a browser may ask of a path. */
export interface Allowed {
  readonly methods: readonly string[];
  /** Request headers that its operations read. */
  readonly headers: readonly string[];
}

/** The OPTIONS operation of a path: a mock that needs no key and runs no function. */
export function preflight(allowed: Allowed, corsOrigins: readonly string[]): Json {
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
      // Any other type gets 415: passed on, its body would be read as the mock's status, and a 500 anyone can cause.
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
 * Sets the headers for an allowed origin only. HTTP/2 clients send `origin` in lower case, and a header may be
 * overridden once: hence no static header beside the template.
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
