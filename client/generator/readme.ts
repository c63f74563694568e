import type { OpenApiDocument } from "../../api/openapi/document";
import { operationsOf, resolve, type DocumentOperation } from "./operations";

/** Returns the README of the generated package. A test runs its examples. */
export function readme(name: string, document: OpenApiDocument): string {
  const operations = operationsOf(document);
  const examples = [
    start(name),
    ...creation(document, operations),
    ...conditionalRead(document, operations),
    ...listing(document, operations),
  ];
  return `# ${name}

A client of ${document.info.title} for Node.js 20 and browsers, with types and without dependencies. \`npm run client\`
generates it from the published document, version ${document.info.version}. Do not edit these files.

${examples.join("\n\n")}

## Operations

${operations.map(({ name: operation, target }) => `- \`${operation}\`: \`${target.method} ${target.path}\``).join("\n")}

## Answers and errors

- A call returns \`status\`, \`body\`, \`headers\`, \`etag\` and \`requestId\`. The body is JSON, text, bytes
  (\`Uint8Array\`) or an async iterable of server-sent events, by its media type.
- A status other than 200 to 299 is thrown as \`ApiError\`, with \`status\`, \`message\`, \`code\` (the name of a declared
  error) and \`requestId\`. A call returns the statuses in \`expected\` instead of throwing them.
- A call without an answer throws \`ConnectionError\`, with the \`reason\` \`network\`, \`timeout\`, \`redirect\` or
  \`invalid body\`. An aborted call throws the reason of its \`signal\`.
- GET, PUT, DELETE and requests with an \`Idempotency-Key\` are repeated after 429, 503 and failed connections, up to
  \`maxAttempts\`. The client waits for \`Retry-After\`, and for a random backoff. It throws a 429 without \`Retry-After\`,
  which is a used-up quota.
- Operations that declare \`Idempotency-Key\` send a random one, and the same for each attempt. \`idempotencyKey\` sets
  another.
`;
}

function block(code: string): string {
  return `\`\`\`js\n${code}\n\`\`\``;
}

function start(name: string): string {
  return block(`import { ApiError, createClient } from ${JSON.stringify(name)};

const client = createClient({ baseUrl: process.env.API_URL, apiKey: process.env.API_KEY });`);
}

type Creation = DocumentOperation & { readonly example: unknown; readonly properties: readonly string[] };

/** Returns the first POST without path values whose body has an example. */
function creationOf(document: OpenApiDocument, operations: readonly DocumentOperation[]): Creation | undefined {
  for (const operation of operations) {
    const { example } = resolve(document, operation.requestBody?.content?.["application/json"]?.schema);
    const created = resolve(document, operation.responses["201"]?.content?.["application/json"]?.schema);
    const isComplete = operation.parameters.every(({ in: location, required }) => location !== "path" && !required);
    if (operation.target.method !== "POST" || !isComplete || example === undefined) continue;
    return { ...operation, example, properties: Object.keys(created["properties"] ?? {}) };
  }
  return undefined;
}

function creation(document: OpenApiDocument, operations: readonly DocumentOperation[]): string[] {
  const found = creationOf(document, operations);
  if (found === undefined) return [];
  return [
    block(`const created = await client.${found.name}({ body: ${JSON.stringify(found.example)} });
console.log(created.status, created.body);`),
  ];
}

/** Shows a read of what the first example created. */
function conditionalRead(document: OpenApiDocument, operations: readonly DocumentOperation[]): string[] {
  const properties = creationOf(document, operations)?.properties ?? [];
  const read = operations.find(
    ({ target, parameters, responses }) =>
      target.method === "GET" &&
      responses["304"] !== undefined &&
      parameters.every((each) => (each.in === "path" ? properties.includes(each.name) : each.required !== true)),
  );
  if (read === undefined) return [];
  const names = read.parameters.filter((each) => each.in === "path").map((each) => each.name);
  const params = `{ ${names.map((each) => `${each}: created.body.${each}`).join(", ")} }`;
  const missing = `{ ${names.map((each) => `${each}: "missing"`).join(", ")} }`;
  return [
    block(`const params = ${params};
const read = await client.${read.name}({ params });
const again = await client.${read.name}({ params, ifNoneMatch: read.etag, expected: [304] });
console.log(read.status, again.status);`),
    block(`try {
  await client.${read.name}({ params: ${missing} });
} catch (error) {
  if (!(error instanceof ApiError)) throw error;
  console.log(error.status, error.message, error.requestId);
}`),
  ];
}

/** Shows a loop over all entries of the first listing. */
function listing(document: OpenApiDocument, operations: readonly DocumentOperation[]): string[] {
  const list = operations.find(({ parameters, responses }) => {
    const page = resolve(document, responses["200"]?.content?.["application/json"]?.schema);
    const isPage = Object.hasOwn(page["properties"] ?? {}, "nextCursor");
    return isPage && parameters.every((each) => each.required !== true);
  });
  if (list === undefined) return [];
  const query = list.parameters.some((each) => each.name === "limit") ? "{ query: { limit: 10 } }" : "";
  return [block(`for await (const entry of client.${list.name}.entries(${query})) console.log(entry);`)];
}
