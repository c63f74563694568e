import type { FunctionUrls, UrlDescription } from "../kernel/interfaces/functionUrls";
import type { Run } from "../kernel/service";
import type { WebAnswer, WebRequest } from "../kernel/http/webExchange";
import { WebServer } from "../kernel/http/webServer";
import { errorAnswer } from "./urlAnswer";
import type * as answerFile from "./answerUrlRequest";
import type { FunctionUrl } from "./declared";

// eslint-disable-next-line @typescript-eslint/no-require-imports -- most programs have no function URL, and start without it
const loadAnswer = () => require("./answerUrlRequest") as typeof answerFile;

/** Distance of the first function URL's port from the port of the first API. */
const portOffset = 100;

/** Maximum request payload in bytes (Lambda quotas). */
const maxBodyBytes = 6_291_456;

/** Longest timeout of a function in milliseconds (Lambda quotas). */
const maxFunctionMillis = 900_000;

/** The function URLs, each with its own HTTP server. */
export class LiveUrls implements FunctionUrls {
  /** Servers keyed by URL id, in the order of their ports. A URL keeps its server when the program is loaded again. */
  private readonly servers = new Map<string, Promise<WebServer>>();
  private urls: ReadonlyMap<string, FunctionUrl> = new Map();

  constructor(private readonly run: Run) {}

  /** Opens the server of a URL that is new. @throws UserError if no port is free. */
  async endpoint(urlId: string): Promise<string> {
    let server = this.servers.get(urlId);
    if (server === undefined) {
      server = this.open(urlId, [...this.servers.values()].at(-1));
      this.servers.set(urlId, server);
    }
    return (await server).url;
  }

  get descriptions(): UrlDescription[] {
    return [...this.urls.values()].map(({ functionName, qualifier, url, authType }) => {
      return { functionName, qualifier, url, authType };
    });
  }

  declare(urls: ReadonlyMap<string, FunctionUrl>): void {
    this.urls = urls;
  }

  /** Stops accepting connections and waits for the requests in flight. */
  async stop(): Promise<void> {
    const settled = await Promise.allSettled(this.servers.values());
    const servers = settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    await Promise.all(servers.map((server) => server.stop()));
  }

  private async open(urlId: string, previous: Promise<WebServer> | undefined): Promise<WebServer> {
    const { host, port } = this.run.listen;
    const server = new WebServer({
      host,
      maxBodyBytes,
      bodyTooLarge: () => errorAnswer(413),
      onDefect: (text) => this.run.log({ source: "lambda", text }),
      defectAnswer: errorAnswer(500),
      stopMillis: maxFunctionMillis,
      answer: (request) => this.answer(urlId, request),
    });
    if (port === 0) return server.listen(0, 0);
    const first = previous === undefined ? port + portOffset : (await previous).port + 1;
    return server.listen(first, 65_535);
  }

  private async answer(urlId: string, request: WebRequest): Promise<WebAnswer> {
    const url = this.urls.get(urlId);
    return url === undefined ? errorAnswer(403) : loadAnswer().answerUrlRequest(url, request, this.run);
  }
}
