/** Traffic of one connection: creates, reads, replaces, deletes and lists its items, and checks each response. */
export class Client {
  /** Expected versions of the existing items, keyed by id. */
  readonly items = new Map<string, number>();
  readonly statuses = new Map<number, number>();
  /** Unexpected responses. */
  readonly unexplained: string[] = [];
  requests = 0;
  /** Accepted writes. */
  changes = 0;
  private state: number;

  constructor(private readonly options: { readonly apiUrl: string; readonly apiKey: string; readonly seed: number }) {
    this.state = options.seed;
  }

  async run(until: number): Promise<void> {
    while (Date.now() < until) await this.step();
  }

  /** Returns the versions of all items in the table, keyed by id. */
  async walk(): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    let cursor = "";
    do {
      const { json } = await this.send("GET", `/items?limit=100${cursor}`, 200);
      for (const { id, version } of json.items as { id: string; version: number }[]) found.set(id, version);
      cursor = json.nextCursor === undefined ? "" : `&cursor=${json.nextCursor}`;
    } while (cursor !== "");
    return found;
  }

  /** Sends one random request. Keeps at most 30 items, so that the table's size stays level. */
  private async step(): Promise<void> {
    const draw = this.random();
    const [id] = [...this.items.keys()].slice(Math.floor(this.random() * this.items.size));
    if (id === undefined || (draw < 0.25 && this.items.size < 30)) await this.create();
    else if (draw < 0.5) await this.expect("GET", `/items/${id}`, 200);
    else if (draw < 0.65) await this.replace(id);
    else if (draw < 0.8) await this.remove(id);
    else if (draw < 0.9) await this.expect("GET", "/items?limit=20", 200);
    else if (draw < 0.95) await this.expect("GET", "/items/00000000-0000-4000-8000-000000000000", 404);
    else await this.expect("POST", "/items", 400, { name: "" });
  }

  private async create(): Promise<void> {
    const { json } = await this.send("POST", "/items", 201, { name: `load ${this.options.seed}` });
    if (json?.id !== undefined) this.items.set(json.id as string, 1);
  }

  private async replace(id: string): Promise<void> {
    const { json } = await this.send("PUT", `/items/${id}`, 200, { name: "replaced" });
    if (json?.version !== undefined) this.items.set(id, json.version as number);
  }

  private async remove(id: string): Promise<void> {
    const { status } = await this.send("DELETE", `/items/${id}`, 204);
    if (status === 204) this.items.delete(id);
  }

  private async expect(method: string, path: string, status: number, body?: object): Promise<void> {
    await this.send(method, path, status, body);
  }

  private async send(method: string, path: string, expected: number, body?: object) {
    const { apiUrl, apiKey } = this.options;
    const headers = { "x-api-key": apiKey, "Content-Type": "application/json" };
    this.requests += 1;
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    const { status } = response;
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    if (method !== "GET" && status < 300) this.changes += 1;
    if (status !== expected) this.unexplained.push(`${method} ${path}: ${status} ${text}, expected ${expected}`);
    return { status, json: text === "" ? undefined : JSON.parse(text) };
  }

  /** Numbers from 0 to 1, the same for the same seed. */
  private random(): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.state / 4_294_967_296;
  }
}
