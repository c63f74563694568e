import { isOf, operations, readAnswer, type Answered, type Operation } from "../support/operations";

/** Order of calls: resources are created before they are read, and read before they are deleted. */
export const inOrder = ["POST", "GET", "PUT", "PATCH", "DELETE"].flatMap((method) =>
  operations.filter((operation) => operation.method === method),
);

/** Value of a parameter. */
function valueOf({ example, schema }: Operation["parameters"][number]): string {
  return example ?? String(schema.example ?? schema.default ?? schema.enum?.[0] ?? schema.minimum ?? "example");
}

/** URL and key for requests. */
interface Stage {
  readonly apiUrl: string;
  readonly send: (path: string, init?: RequestInit) => Promise<Response>;
}

/** Calls operations with their examples, and uses resources that earlier calls created. */
export class Calls {
  /** Paths of created resources, without the stage. */
  private readonly made: string[] = [];

  constructor(private readonly target: Stage) {}

  async call(operation: Operation, headers: Readonly<Record<string, string>> = {}): Promise<Answered> {
    const { apiUrl, send } = this.target;
    const { method, path, parameters, body, rawBody } = operation;
    const filled = parameters
      .filter((parameter) => parameter.in === "path")
      .reduce((text, parameter) => text.replace(`{${parameter.name}}`, encodeURIComponent(valueOf(parameter))), path);
    const required = parameters.filter((parameter) => parameter.in !== "path" && parameter.required);
    const named = (location: string) =>
      required
        .filter((parameter) => parameter.in === location)
        .map((each): [string, string] => [each.name, valueOf(each)]);
    const query = new URLSearchParams(named("query")).toString();
    const response = await send(`${this.madeFor(operation) ?? filled}${query === "" ? "" : `?${query}`}`, {
      method,
      headers: {
        ...Object.fromEntries(named("header")),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(rawBody === undefined ? {} : { "Content-Type": rawBody }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body.example) }),
      ...(rawBody === undefined ? {} : { body: "{}" }),
    });
    const location = response.headers.get("Location");
    if (location !== null) this.made.push(new URL(location, apiUrl).href.slice(apiUrl.length));
    return readAnswer(response);
  }

  /**
   * Returns the statuses with which an operation may answer its example now: those of success, and those of its declared
   * errors. 404 is one of them if its path names a resource that no earlier call created.
   */
  expectedStatuses(operation: Operation): number[] {
    const { path, responses, errorStatuses } = operation;
    const documented = Object.keys(responses).map(Number);
    const mayBeMissing = path.includes("{") && this.madeFor(operation) === undefined;
    return documented.filter(
      (status) => (status >= 200 && status < 300) || errorStatuses.includes(status) || (status === 404 && mayBeMissing),
    );
  }

  private madeFor({ path }: Operation): string | undefined {
    return this.made.find((each) => isOf(path, each));
  }
}
