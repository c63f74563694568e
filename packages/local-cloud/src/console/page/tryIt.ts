import { html, nothing, type TemplateResult } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import { exampleBody } from "../../terminal/exampleBody";
import type { ApiOverview, ProgramOverview } from "../wire";
import { cachedAnswer, command, dropAnswer, get } from "./ask";
import { decode, formatJson } from "./format";
import type { PageState } from "./state";
import { redraw } from "./store";

type Method = ApiOverview["methods"][number];

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly description?: string;
  readonly example?: unknown;
  readonly schema?: { readonly example?: unknown; readonly default?: unknown };
}

type Parameters = readonly (Parameter | { readonly $ref: string })[];

interface Operation {
  readonly parameters?: Parameters;
  readonly requestBody?: object;
}

interface OpenApi {
  readonly paths?: Readonly<Record<string, { readonly parameters?: Parameters } & Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly parameters?: Readonly<Record<string, Parameter>> };
}

interface Outcome {
  readonly status: number;
  readonly requestId: string;
  readonly text: string;
}

/** Response to the last sent form. */
let outcome: { readonly route: string; readonly answer: Outcome | { readonly problem: string } } | undefined;

/** Program whose document is loaded. The next program may publish another document. */
let read: ProgramOverview | undefined;

/** Shows a form for each route, based on the program's document if there is one. */
export function tryView(state: PageState, rest: string): TemplateResult {
  const { program } = state;
  const [api] = program?.apis ?? [];
  if (program === undefined || api === undefined) return html`<p class="quiet">The program declares no API.</p>`;
  const methods = api.methods.filter(({ httpMethod }) => httpMethod !== "OPTIONS");
  const method = methods.find((each) => nameOf(each) === decode(rest)) ?? methods[0];
  if (method === undefined) return html`<p class="quiet">The API has no routes.</p>`;
  if (read !== program) dropAnswer("openapi.json");
  read = program;
  const document = program.hasDocument ? cachedAnswer<OpenApi>("openapi.json") : undefined;
  if (program.hasDocument && document === undefined) return html`<p class="quiet">Reading the document…</p>`;
  const described = document !== undefined && "value" in document ? document.value : {};
  return html`
    <div class="list aside">
      <ul class="routes">
        ${methods.map(
          (each) =>
            html`<li>
              <a href=${`#/try/${encodeURIComponent(nameOf(each))}`} aria-current=${each === method ? "true" : nothing}>
                <span class="mono">${nameOf(each)}</span></a
              >
            </li>`,
        )}
      </ul>
      ${formOf(state, { url: api.urls[0] ?? "", method, document: described })}
    </div>
  `;
}

function nameOf({ httpMethod, resourcePath }: Method): string {
  return `${httpMethod} ${resourcePath}`;
}

interface Route {
  readonly url: string;
  readonly method: Method;
  readonly document: OpenApi;
}

/** Each route has its own form, so that input for one route is not sent to another. */
function formOf(state: PageState, route: Route): unknown {
  const example = JSON.stringify(exampleBody(route.document, route.method) ?? {}, null, 2);
  return keyed(`${nameOf(route.method)} ${example}`, form(state, route, example));
}

function form(state: PageState, route: Route, example: string): TemplateResult {
  const { method, document } = route;
  const operation = document.paths?.[method.resourcePath]?.[method.httpMethod.toLowerCase()] ?? {};
  const parameters = parametersOf(operation, route);
  const name = nameOf(method);
  const finish = (answer: Outcome | { readonly problem: string }) => {
    outcome = { route: name, answer };
    redraw();
  };
  const hasBody = operation.requestBody !== undefined || ["POST", "PUT", "PATCH", "ANY"].includes(method.httpMethod);
  const keys = (state.run?.plans ?? []).flatMap(({ keys: all }) => all);
  const submit = (event: Event) => {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    sendForm(route, parameters, fields).then(finish, (error: Error) => finish({ problem: error.message }));
  };
  return html`
    <section class="detail" aria-label="The request">
      <h2 class="mono">${name}</h2>
      <form class="fields" @submit=${submit}>
        ${
          keys.length === 0
            ? nothing
            : html`<label
                >API key
                <select name="key">
                  ${keys.map(({ id, name: key }, index) => html`<option value=${id} ?selected=${index === 0}>${key}</option>`)}
                  <option value="">none</option>
                </select>
              </label>`
        }
        ${method.tokenScopes === undefined ? nothing : tokenField(method.tokenScopes)}
        ${parameters.map(
          (parameter) =>
            html`<label
              >${parameter.name} (${parameter.in}${parameter.required === true ? ", required" : ""})
              <input
                name=${`${parameter.in}:${parameter.name}`}
                placeholder=${placeholderOf(parameter)}
                ?required=${parameter.in === "path"}
              />
            </label>`,
        )}
        ${
          hasBody
            ? html`<label
                >Body
                <textarea name="body" rows="6" spellcheck="false">${example}</textarea>
              </label>`
            : nothing
        }
        <p><button type="submit">Send</button></p>
      </form>
      <div role="status">${outcome?.route === name ? outcomeView(state, outcome.answer) : nothing}</div>
    </section>
  `;
}

/** The token is issued when the form is sent, and not stored. */
function tokenField(scopes: readonly string[]): TemplateResult {
  const what = scopes.length === 0 ? "an identity token" : `with the scope ${scopes.join(", ")}`;
  return html`<label
    >Token
    <select name="token">
      <option value="good" selected>${what}</option>
      <option value="expired">the same, expired</option>
      <option value="">none</option>
    </select>
  </label>`;
}

async function issueToken(kind: string, scopes: readonly string[]): Promise<string> {
  const expiresSeconds = kind === "expired" ? -60 : 3600;
  return (await command<{ token: string }>("tokens", { scopes, expiresSeconds })).token;
}

function placeholderOf(parameter: Parameter) {
  const example = parameter.example ?? parameter.schema?.example ?? parameter.schema?.default;
  return typeof example === "string" || typeof example === "number" ? example : nothing;
}

function outcomeView({ requests }: PageState, answer: Outcome | { readonly problem: string }): TemplateResult {
  if ("problem" in answer) return html`<p>${answer.problem}</p>`;
  const line = requests.findLast(({ requestId }) => requestId === answer.requestId);
  return html`
    <p>
      <span class=${`status s${String(answer.status)[0]}`}>${answer.status}</span>
      ${line === undefined ? nothing : html`<a href=${`#/requests/${line.id}`}>its timeline</a>`}
    </p>
    <pre tabindex="0">${formatJson(answer.text)}</pre>
  `;
}

/** Returns the parameters in the document, or those in the path. */
function parametersOf(operation: Operation, { method, document }: Route): Parameter[] {
  const ofPath = document.paths?.[method.resourcePath]?.parameters;
  const parameters = [...(ofPath ?? []), ...(operation.parameters ?? [])];
  if (ofPath === undefined && operation.parameters === undefined) {
    return [...method.resourcePath.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name]) => ({ name: name!, in: "path" }));
  }
  return parameters.flatMap((parameter) => {
    if (!("$ref" in parameter)) return [parameter];
    return document.components?.parameters?.[parameter.$ref.split("/").at(-1)!] ?? [];
  });
}

async function sendForm({ url, method }: Route, parameters: readonly Parameter[], fields: FormData): Promise<Outcome> {
  const valueOf = (parameter: Parameter) => fieldText(fields, `${parameter.in}:${parameter.name}`);
  const filled = parameters.filter((parameter) => valueOf(parameter) !== "");
  const path = method.resourcePath.replace(/\{([^}+]+)\+?\}/g, (_, name: string) =>
    encodeURIComponent(fieldText(fields, `path:${name}`)),
  );
  const query = new URLSearchParams(
    filled.filter((each) => each.in === "query").map((each) => [each.name, valueOf(each)]),
  ).toString();
  const key = fieldText(fields, "key");
  const token = fieldText(fields, "token");
  const body = fieldText(fields, "body");
  const response = await fetch(`${new URL(url).pathname}${path}${query === "" ? "" : `?${query}`}`, {
    method: method.httpMethod === "ANY" ? "POST" : method.httpMethod,
    headers: [
      ...filled.filter((each) => each.in === "header").map((each): [string, string] => [each.name, valueOf(each)]),
      // Request the key value when it is used, and do not store it.
      ...(key === "" ? [] : [["x-api-key", await get<string>(`keys/${key}`)] as [string, string]]),
      ...(token === ""
        ? []
        : [["Authorization", `Bearer ${await issueToken(token, method.tokenScopes!)}`] as [string, string]]),
      ...(body === "" ? [] : [["Content-Type", "application/json"] as [string, string]]),
    ],
    ...(body === "" ? {} : { body }),
  });
  const requestId = response.headers.get("x-amzn-RequestId") ?? "";
  return { status: response.status, requestId, text: await response.text() };
}

function fieldText(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === "string" ? value : "";
}
