import { connect } from "node:net";
import { expect } from "chai";
import { Listener } from "../../src/apigateway/listener";
import type { GatewayAnswer, GatewayRequest } from "../../src/apigateway/exchange/exchange";

const ok: GatewayAnswer = { status: 200, headers: [], body: Buffer.from("ok") };

describe("a listener of the gateway", () => {
  let listener: Listener;
  let requests: GatewayRequest[];
  let logs: string[];
  let answer: () => Promise<GatewayAnswer>;

  beforeEach(async () => {
    requests = [];
    logs = [];
    answer = () => Promise.resolve(ok);
    listener = await new Listener({
      host: "127.0.0.1",
      pages: () => Promise.resolve(false),
      log: ({ text }) => logs.push(text),
      answer: (request) => {
        requests.push(request);
        return answer();
      },
    }).listen(0, 0);
  });
  afterEach(() => listener.stop());

  const host = "Host: 127.0.0.1\r\n";

  /** Sends raw bytes. @returns the bytes received until the connection ends. */
  function raw(text: string, { end = false, more = [] }: { end?: boolean; more?: Buffer[] } = {}): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect({ port: listener.port, host: "127.0.0.1", allowHalfOpen: true });
      socket.write(text);
      for (const part of more) socket.write(part);
      if (end) socket.end();
      let received = "";
      socket.on("data", (chunk) => (received += chunk.toString()));
      socket.on("end", () => socket.end());
      socket.on("error", () => undefined).on("close", () => resolve(received));
    });
  }

  const statusOf = async (...given: Parameters<typeof raw>) => (await raw(...given)).split("\r\n")[0];

  it("takes an absolute target for its path", async () => {
    await raw(`GET http://127.0.0.1/v1/items?a=1 HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
    expect(requests.map(({ target }) => target)).to.deep.equal(["/v1/items?a=1"]);
  });

  it("refuses two Host lines, and none", async () => {
    expect(await statusOf(`GET / HTTP/1.1\r\n${host}${host}\r\n`)).to.equal("HTTP/1.1 400 Bad Request");
    expect(await statusOf("GET / HTTP/1.1\r\n\r\n")).to.equal("HTTP/1.1 400 Bad Request");
    expect(requests).to.deep.equal([]);
  });

  it("answers to names of this machine and to no other", async () => {
    for (const name of ["localhost", "LOCALHOST:3000", "127.0.0.1", "[::1]:80"]) {
      expect(await statusOf(`GET / HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`)).to.equal(
        "HTTP/1.1 200 OK",
      );
    }
    for (const name of ["evil.example", "127.0.0.1.evil.example", "localhost.evil", "10.0.0.1"]) {
      expect(await statusOf(`GET / HTTP/1.1\r\nHost: ${name}\r\n\r\n`), name).to.equal("HTTP/1.1 403 Forbidden");
    }
  });

  it("answers a client that has closed its side after the request", async () => {
    expect(await raw(`POST / HTTP/1.1\r\n${host}Content-Length: 2\r\n\r\n{}`, { end: true })).to.match(
      /^HTTP\/1.1 200 OK[^]*ok$/,
    );
  });

  it("stops reading after 10 MB and answers 413, with and without Content-Length", async () => {
    const told = await raw(`POST / HTTP/1.1\r\n${host}Content-Length: 10485761\r\n\r\n`);
    expect(told).to.match(/^HTTP\/1.1 413 Payload Too Large[^]*HTTP content length exceeded 10485760 bytes\.$/);
    const size = Buffer.from("400000\r\n");
    const chunk = Buffer.concat([size, Buffer.alloc(0x400000, "a"), Buffer.from("\r\n")]);
    const sent = await raw(`POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n`, {
      more: [chunk, chunk, chunk],
    });
    expect(sent.split("\r\n")[0]).to.equal("HTTP/1.1 413 Payload Too Large");
    expect(requests).to.deep.equal([]);
  });

  it("says nothing of a client that leaves inside its body, or before its answer", async () => {
    let release: () => void = () => undefined;
    answer = () => new Promise((resolve) => (release = () => resolve(ok)));
    for (const text of [`POST / HTTP/1.1\r\n${host}Content-Length: 10\r\n\r\nhalf`, `GET / HTTP/1.1\r\n${host}\r\n`]) {
      await new Promise<void>((resolve) => {
        const socket = connect(listener.port, "127.0.0.1", () => socket.write(text, () => socket.resetAndDestroy()));
        socket.on("error", () => undefined).on("close", () => resolve());
      });
    }
    release();
    answer = () => Promise.resolve(ok);
    expect(await statusOf(`GET / HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)).to.equal("HTTP/1.1 200 OK");
    expect(logs).to.deep.equal([]);
  });

  it("ends at once while connections are idle or half sent, and after the request that is being answered", async () => {
    let release: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      answer = () => {
        resolve();
        return new Promise((done) => (release = () => done(ok)));
      };
    });
    const idle = raw("");
    const half = raw(`POST / HTTP/1.1\r\n${host}Content-Length: 10\r\n\r\nhalf`);
    const whole = raw(`GET / HTTP/1.1\r\n${host}\r\n`);
    await asked;
    expect(listener.inFlight).to.equal(1);
    const stopped = listener.stop();
    expect(await Promise.all([idle, half])).to.deep.equal(["", ""]);
    release();
    expect(await whole).to.match(/^HTTP\/1.1 200 OK[^]*Connection: close[^]*ok$/);
    await stopped;
  });

  it("logs an internal error once, and answers 500", async () => {
    answer = () => Promise.reject(new TypeError("a defect"));
    expect(await statusOf(`GET / HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)).to.equal(
      "HTTP/1.1 500 Internal Server Error",
    );
    expect(logs.map((text) => text.split("\n")[0])).to.deep.equal(["internal error: TypeError: a defect"]);
  });
});
