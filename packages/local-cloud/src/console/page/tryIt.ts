import { html, nothing, type TemplateResult } from "lit-html";
import type { ApiOverview } from "../wire";
import { asked, command, get } from "./ask";
import { readable } from "./format";
import type { PageState } from "./state";
import { redraw } from "./store";

type Method = ApiOverview["methods"][number];

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly description?: string;
  readonly example?: unknown;
}

interface Operation {
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly example?: unknown }>> };
}

interface OpenApi {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly parameters?: Readonly<Record<string, Parameter>> };
}

interface Outcome {
  readonly status: number;
  readonly requestId: string;
  readonly text: string;
}

let outcome: Outcome | { readonly problem: string } | undefined;

/** A form for each route, from the program's document where it publishes one. */
export function tryView(state: PageState, rest: string): TemplateResult {
  const { program } = state;
  const [api] = program?.apis ?? [];
  if (program === undefined || api === undefined) return html`<p class="quiet">The program declares no API.</p>`;
  const methods = api.methods.filter(({ httpMethod }) => httpMethod !== "OPTIONS");
  const method = methods.find((each) => nameOf(each) === decodeURIComponent(rest)) ?? methods[0];
  if (method === undefined) return html`<p class="quiet">The API has no routes.</p>`;
  const document = program.hasDocument ? asked<OpenApi>("openapi.json") : undefined;
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
      ${form(state, { url: api.urls[0] ?? "", method, document: described })}
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

function form(state: PageState, route: Route): TemplateResult {
  const { method, document } = route;
  const operation = document.paths?.[method.resourcePath]?.[method.httpMethod.toLowerCase()] ?? {};
  const parameters = parametersOf(operation, route);
  const example = Object.values(operation.requestBody?.content ?? {})[0]?.example;
  const hasBody = operation.requestBody !== undefined || ["POST", "PUT", "PATCH", "ANY"].includes(method.httpMethod);
  const keys = (state.run?.plans ?? []).flatMap(({ keys: all }) => all);
  const submit = (event: Event) => {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    sendForm(route, parameters, fields).then(
      (answer) => finish(answer),
      (error: Error) => finish({ problem: error.message }),
    );
  };
  return html`
    <section class="detail" aria-label="The request">
      <h2 class="mono">${nameOf(method)}</h2>
      <form class="fields" @submit=${submit}>
        ${
          keys.length === 0
            ? nothing
            : html`<label
                >API key
                <select name="key">
                  ${keys.map(({ id, name }, index) => html`<option value=${id} ?selected=${index === 0}>${name}</option>`)}
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
                <textarea name="body" rows="6" spellcheck="false">${JSON.stringify(example ?? {}, null, 2)}</textarea>
              </label>`
            : nothing
        }
        <p><button type="submit">Send</button></p>
      </form>
      <div role="status">${outcome === undefined ? nothing : outcomeView(state, outcome)}</div>
    </section>
  `;
}

/** Signed when the form is sent, and kept nowhere. */
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

async function signedToken(kind: string, scopes: readonly string[]): Promise<string> {
  const expiresSeconds = kind === "expired" ? -60 : 3600;
  return (await command<{ token: string }>("tokens", { scopes, expiresSeconds })).token;
}

function placeholderOf({ example }: Parameter) {
  return typeof example === "string" || typeof example === "number" ? example : nothing;
}

function finish(answer: typeof outcome): void {
  outcome = answer;
  redraw();
}

function outcomeView({ requests }: PageState, answer: NonNullable<typeof outcome>): TemplateResult {
  if ("problem" in answer) return html`<p>${answer.problem}</p>`;
  const line = requests.findLast(({ requestId }) => requestId === answer.requestId);
  return html`
    <p>
      <span class=${`status s${String(answer.status)[0]}`}>${answer.status}</span>
      ${line === undefined ? nothing : html`<a href=${`#/requests/${line.id}`}>its timeline</a>`}
    </p>
    <pre tabindex="0">${readable(answer.text)}</pre>
  `;
}

/** Those of the document, else those that the path names. */
function parametersOf({ parameters }: Operation, { method, document }: Route): Parameter[] {
  if (parameters === undefined) {
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
      // Asked for as it is used, and kept nowhere.
      ...(key === "" ? [] : [["x-api-key", await get<string>(`keys/${key}`)] as [string, string]]),
      ...(token === ""
        ? []
        : [["Authorization", `Bearer ${await signedToken(token, method.tokenScopes!)}`] as [string, string]]),
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
