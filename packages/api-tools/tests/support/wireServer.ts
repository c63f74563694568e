import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** An HTTP response; a body that begins with `<` is XML, any other is JSON. */
export interface WireAnswer {
  readonly status?: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request: its line, `GET /account?limit=1`, and its body, parsed as form parameters too. */
export interface WireRequest {
  readonly line: string;
  readonly form: URLSearchParams;
  readonly body: string;
}

export interface WireServer {
  readonly endpoint: string;
  readonly requests: readonly WireRequest[];
  close(): Promise<void>;
}

/** Starts an HTTP server that replaces AWS or another service. */
export async function wireServer(answer: (request: WireRequest) => WireAnswer): Promise<WireServer> {
  const requests: WireRequest[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const asked = { line: `${request.method} ${request.url}`, form: new URLSearchParams(body), body };
      requests.push(asked);
      const { status = 200, body: text, headers } = answer(asked);
      const type = text.startsWith("<") ? "text/xml" : "application/json";
      response.writeHead(status, { "content-type": type, ...headers }).end(text);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
