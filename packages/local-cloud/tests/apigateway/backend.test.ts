import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import type { GatewayError } from "../../src/apigateway/exchange/errors";
import { callBackend } from "../../src/apigateway/integrations/backend";

describe("an answer of an HTTP backend", () => {
  let server: Server;
  let answer: (socket: Socket) => void;
  const sockets = new Set<Socket>();
  before(async () => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined).once("data", () => answer(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  });
  after(() => server.close());

  const call = (method = "GET", timeoutMillis = 5_000) => {
    const { port } = server.address() as AddressInfo;
    const request = { method, headers: { connection: "close" }, body: Buffer.alloc(0) };
    return callBackend(new URL(`http://127.0.0.1:${port}/`), request, timeoutMillis).then(
      ({ status, headers, body }) => [status, headers.map(([name]) => name).join(), body.toString().slice(0, 20)],
      ({ responseType, status, reason }: GatewayError) => [responseType, status, reason?.replace(/^[^ ]*:\d+: /, "")],
    );
  };

  const network = (reason: string) => ["INTEGRATION_FAILURE", 504, reason];
  const tooLarge = (bytes: number) => [
    "API_CONFIGURATION_ERROR",
    500,
    `Integration response of reported length ${bytes} is larger than allowed maximum of 10485760 bytes.`,
  ];
  const limit = 10_485_760;
  const chunk = (bytes: number) => `${bytes.toString(16)}\r\n${"a".repeat(bytes)}\r\n`;

  const cases: [what: string, text: string, outcome: unknown[]][] = [
    [
      "of status 101 is a failure at once",
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
      network("the backend answered 101 and switched protocols"),
    ],
    [
      "follows those of status 100, 102 and 103",
      `${["100", "102", "103"].map((status) => `HTTP/1.1 ${status} x\r\n\r\n`).join("")}HTTP/1.1 200 OK\r\n\r\nok`,
      [200, "", "ok"],
    ],
    ["without a body has none", "HTTP/1.1 204 No Content\r\n\r\n", [204, "", ""]],
    ["of status 304 has no body", "HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n", [304, "ETag", ""]],
    ["of status 599 is handed on", "HTTP/1.1 599 x\r\n\r\nok", [599, "", "ok"]],
    [
      "loses its trailers",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Trailer: 1\r\n\r\n",
      [200, "", "ok"],
    ],
    ["may have 10 MB", `HTTP/1.1 200 OK\r\n\r\n${"a".repeat(limit)}`, [200, "", "a".repeat(20)]],
    ["above 10 MB is refused", `HTTP/1.1 200 OK\r\nContent-Length: ${limit + 1}\r\n\r\na`, tooLarge(limit + 1)],
    [
      "above 10 MB in chunks is refused",
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunk(limit)}${chunk(1)}`,
      tooLarge(limit + 1),
    ],
    ["that is not HTTP is a failure", "hello\r\n\r\n", network("Parse Error: Expected HTTP/, RTSP/ or ICE/")],
    ["that ends inside its body is a failure", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", network("aborted")],
    ["that is no answer is a failure", "", network("socket hang up")],
  ];
  for (const [what, text, outcome] of cases) {
    it(what, async () => {
      answer = (socket) => socket.end(text, "latin1");
      expect(await call()).to.deep.equal(outcome);
    });
  }

  it("to CONNECT is a failure at once", async () => {
    answer = (socket) => socket.write("HTTP/1.1 200 OK\r\n\r\n");
    expect(await call("CONNECT")).to.deep.equal(network("the backend answered 200 and switched protocols"));
  });

  const endless: [what: string, begin: string, repeated: string][] = [
    ["has no head", "HTTP/1.1 ", ""],
    ["begins again and again", "", "HTTP/1.1 103 Early Hints\r\n\r\n"],
    ["trickles", "HTTP/1.1 200 OK\r\n\r\n", "a"],
  ];
  for (const [what, begin, repeated] of endless) {
    it(`that ${what} is ended by the integration's timeout`, async () => {
      answer = (socket) => {
        socket.write(begin);
        const timer = setInterval(() => socket.write(repeated), 5);
        socket.on("close", () => clearInterval(timer));
      };
      expect(await call("GET", 100)).to.deep.equal(["INTEGRATION_TIMEOUT", 504, "no answer within 100 ms"]);
    });
  }

  describe("that streams", () => {
    const open = async (timeoutMillis: number) => {
      const { port } = server.address() as AddressInfo;
      const request = { method: "GET", headers: { connection: "close" }, body: Buffer.alloc(0), streams: true };
      const { rest } = await callBackend(new URL(`http://127.0.0.1:${port}/`), request, timeoutMillis);
      return rest![Symbol.asyncIterator]();
    };
    let connection: Socket;
    beforeEach(() => {
      answer = (socket) => {
        connection = socket;
        socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunk(3)}`);
      };
    });

    it("is handed on as it comes, whatever its size", async () => {
      const parts = await open(5_000);
      expect(String((await parts.next()).value)).to.equal("aaa");
      connection.end(`${chunk(limit)}0\r\n\r\n`);
      let bytes = 0;
      for (let next = await parts.next(); next.done !== true; next = await parts.next()) bytes += next.value.length;
      expect(bytes).to.equal(limit);
    });

    it("fails when its time is over", async () => {
      const parts = await open(300);
      await parts.next();
      expect(
        await parts.next().then(
          () => "ended",
          () => "failed",
        ),
      ).to.equal("failed");
    });
  });
});
