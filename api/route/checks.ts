import type { RawBody } from "../http/rawBody";
import { findConsumerViolations } from "../consumer/checks";
import { checkSchema } from "./checkSchema";
import { checkForm } from "./form";
import type { Resource, Route } from "./resource";
import { checkGroups } from "./groupChecks";
import { checkResponses } from "./responseChecks";
import { findValueViolations } from "../values/checks";
import { kindOf, ofKind } from "../kinds";
import { checkAccess, checkDeclarations, isDeclaration } from "../kinds/checks";
import { findWorkflowViolations } from "../workflow/checks";
import { allTasks } from "../workflow/tasks";
import { settingsSchema } from "../settings/schema";
import { isMap } from "../shared/forms";

/**
 * Returns a sentence for each mistake in the declared resources. The compiler finds some of them too, but a deployment
 * does not run it.
 */
export function* findViolations(resources: readonly Resource[]): Generator<string> {
  yield* checkDeclarations(resources.map(({ declarations }) => declarations));
  const routes: Route[] = [];
  for (const route of resources.flatMap((resource) => resource.routes)) {
    const wrong = [...checkForm(route)];
    yield* wrong;
    if (wrong.length > 0) continue;
    routes.push(route);
    yield* checkName(route);
    yield* checkPath(route);
    yield* checkAccess(route);
    yield* checkScopes(route);
    yield* checkInput(route);
    yield* checkErrors(route);
    yield* checkResponses(route);
    yield* checkReason(route);
  }
  yield* checkConfiguredNames(resources);
  yield* checkGroups(routes);
  const consumers = resources.flatMap((resource) => resource.consumers);
  yield* findConsumerViolations(
    consumers,
    routes.map(({ name }) => name),
  );
  const declarations = Object.assign({}, ...resources.map((each) => each.declarations)) as Resource["declarations"];
  yield* findWorkflowViolations(
    Object.values(ofKind(declarations, "workflow")),
    [...routes, ...consumers].map(({ name }) => name),
  );
  yield* findValueViolations({ route: routes, consumer: consumers, task: allTasks(declarations) });
  yield* findClashes(routes);
}

/**
 * Returns a sentence for an API without routes, whose deployment fails on AWS ("The REST API doesn't contain any methods",
 * API Gateway's BadRequestException for CreateDeployment).
 */
export function findMissingRoutes(resources: readonly Resource[]): string[] {
  if (resources.some(({ routes }) => routes.length > 0)) return [];
  return ["the API has no route, and API Gateway deploys none without: declare one in a resource folder"];
}

/** A secret or parameter shares the stack's file with the settings and the configuration values. */
function* checkConfiguredNames(resources: readonly Resource[]): Generator<string> {
  const entries = resources.flatMap(({ routes, consumers }) => [...routes, ...consumers]);
  // `findValueViolations` reports values that are no list.
  const lists = entries.map(({ values }): unknown => values).filter(Array.isArray) as Route["values"][];
  const values = new Set(lists.flat().map((each) => (isMap(each) ? each.name : undefined)));
  const declarations = new Map(resources.flatMap((resource) => Object.entries(resource.declarations)));
  for (const [name, declaration] of declarations) {
    if (!isDeclaration(declaration) || kindOf(declaration).isConfigured !== true) continue;
    const { word } = kindOf(declaration);
    if (Object.hasOwn(settingsSchema.shape, name))
      yield `${word} ${name}: its name is that of a setting; choose another`;
    if (values.has(name)) yield `${word} ${name}: its name is that of a value; choose another`;
  }
}

function* checkName({ name }: Route): Generator<string> {
  // The name is the operationId, and the logical names of the route's resources begin with it.
  if (!/^[A-Za-z][A-Za-z0-9_]{0,40}$/.test(name)) {
    yield `route ${name}: a name is 1 to 41 letters, digits and underscores, and begins with a letter`;
  }
}

function* checkPath({ name, path, params }: Route): Generator<string> {
  const violation = (rule: string) => `route ${name}: the path ${path} ${rule}`;
  if (!path.startsWith("/")) yield violation("must begin with a slash");
  else if (path.length > 1 && path.split("/").slice(1).includes("")) yield violation("has an empty segment");
  const found: string[] = [];
  for (const segment of path.split("/").filter((each) => each !== "")) {
    const [, parameter] = /^\{([A-Za-z0-9_]+)\}$/.exec(segment) ?? [];
    if (parameter !== undefined) {
      if (found.includes(parameter)) yield violation(`names {${parameter}} twice`);
      found.push(parameter);
    } else if (segment.startsWith(":"))
      yield violation(`writes the parameter ${segment.slice(1)} as ${segment}: write {${segment.slice(1)}}`);
    else if (!/^[A-Za-z0-9._~-]+$/.test(segment)) {
      yield violation(`has the segment ${segment}: write letters, digits, . _ ~ - or one {parameter}`);
    }
  }
  for (const parameter of Object.keys(params)) {
    if (!found.includes(parameter)) yield `route ${name}: params names ${parameter}, which is not in the path ${path}`;
  }
}

/**
 * Accepts a part of the characters that Cognito accepts, which excludes the slash (CreateResourceServer, ScopeName).
 */
function* checkScopes({ name, scopes }: Route): Generator<string> {
  if (scopes === undefined) return;
  if (scopes.length === 0)
    yield `route ${name}: scopes is empty; remove it to require read for GET and write for other methods`;
  for (const scope of scopes) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._:-]{0,255}$/.test(scope)) {
      yield `route ${name}: the scope ${scope} must be 1 to 256 letters, digits and . _ : -, and begin with a letter or digit`;
    }
  }
}

function* checkRawBody(route: string, { contentType, maxBytes }: RawBody): Generator<string> {
  if (!/^[a-z]+\/[a-z0-9.+-]+$/.test(contentType)) {
    yield `route ${route}: the content type ${contentType} of its body must be a media type in lower case, without parameters`;
  }
  if (!Number.isInteger(maxBytes) || maxBytes < 1 || maxBytes > 4_500_000) {
    yield `route ${route}: maxBytes of its body is ${maxBytes}, and must be an integer from 1 to 4500000`;
  }
}

function* checkErrors({ name, errors }: Route): Generator<string> {
  for (const [error, { status, message }] of Object.entries(errors)) {
    if (!Number.isInteger(status) || status < 400 || status > 599) {
      yield `route ${name}: the error ${error} has the status ${status}, which must be from 400 to 599`;
    }
    if (message.trim() === "") yield `route ${name}: the error ${error} has no message`;
  }
}

function* checkReason({ name, withoutKey }: Route): Generator<string> {
  if (withoutKey?.trim() === "") yield `route ${name}: withoutKey is empty; it says why the route requires no key`;
}

function* checkInput({ name, params, query, headers, body }: Route): Generator<string> {
  for (const [field, { schema }] of Object.entries({ ...params, ...query, ...headers })) {
    yield* checkSchema({ what: `route ${name}` }, field, schema);
  }
  if (body?.type === "raw") yield* checkRawBody(name, body);
  else if (body !== undefined) yield* checkSchema({ what: `route ${name}` }, "the body", body);
}

/**
 * Finds routes that exclude each other: same name, same method and path, or different names for the parameter at the
 * same position of a path. API Gateway rejects the last kind.
 */
function* findClashes(routes: readonly Route[]): Generator<string> {
  const names = new Map<string, Route>();
  const operations = new Map<string, Route>();
  const parameters = new Map<string, { readonly segment: string; readonly route: Route }>();
  for (const route of routes) {
    const { name, method, path } = route;
    const twin = names.get(name);
    if (twin !== undefined) yield `two routes are named ${name}: ${twin.method} ${twin.path} and ${method} ${path}`;
    names.set(name, route);
    const other = operations.get(`${method} ${path}`);
    if (other !== undefined) yield `routes ${other.name} and ${name} are both ${method} ${path}`;
    operations.set(`${method} ${path}`, route);
    const segments = path.split("/");
    for (const [index, segment] of segments.entries()) {
      if (!segment.startsWith("{")) continue;
      const parent = segments.slice(0, index).join("/");
      const sibling = parameters.get(parent);
      if (sibling !== undefined && sibling.segment !== segment) {
        yield `routes ${sibling.route.name} and ${name} use different names, ${sibling.segment} and ${segment}, for the parameter after ${parent}/`;
      }
      parameters.set(parent, { segment, route });
    }
  }
}
