import { expect } from "chai";
import { smallApi, startProgram, type TestCloud } from "../support/cloud";

/** Each case sends unsigned requests, which DynamoDB rejects with status 400. */
const handler = `
const http = require("http"), { AsyncLocalStorage } = require("async_hooks"), { once } = require("events");
const { hostname, port } = new URL(process.env.AWS_ENDPOINT_URL_DYNAMODB);
const ask = (more = {}, options = {}, callback) => http.request({
  host: hostname, port: Number(port), method: "POST", path: "/", auth: undefined, ...options,
  headers: JSON.parse(JSON.stringify({ "x-amz-target": "DynamoDB_20120810.ListTables", "content-length": "2", ...more })),
}, callback);
const usesHttp = (request) => request instanceof http.ClientRequest;
const read = async (response) => {
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};
const answer = async (request) => {
  const [response] = await once(request, "response");
  const { statusCode, statusMessage, httpVersion, headers, complete } = response;
  return { statusCode, statusMessage, httpVersion, headers: { ...headers, date: typeof headers.date }, complete, text: await read(response) };
};
const sent = (request, body = "{}") => { request.end(body); return answer(request); };
const order = (emitter, names, list = []) => { for (const name of names) emitter.on(name, () => list.push(name)); return list; };
const closed = (emitter) => new Promise((resolve) => emitter.on("close", resolve));

const cases = {
  both: async () => {
    const [one, other] = [ask(), ask({}, { timeout: 60_000 })];
    return { usesHttp: [usesHttp(one), usesHttp(other)], answers: [await sent(one), await sent(other)] };
  },
  forms: async () => Promise.all([
    [{ "content-length": "2" }, {}], [{ "content-length": undefined }, {}], [{ "content-length": "2000000" }, {}],
    [{ "x-amz-target": undefined }, {}], [{ expect: "100-continue" }, {}], [{}, { method: "PUT" }], [{}, { auth: "a:b" }],
    [{}, { agent: false }], [{}, { agent: new http.Agent({ keepAlive: true }) }], [{}, { agent: new (class extends http.Agent {})() }],
    [{}, { port: 1 }], [{}, { localAddress: "127.0.0.1" }],
  ].map(async ([more, options]) => {
    const request = ask(more, options).on("error", () => undefined);
    request.destroy();
    return usesHttp(request);
  })),
  bodies: async () => Promise.all(["{}", Buffer.from("{}"), "{\\"é\\":1}"].map(async (body) => {
    const request = ask({ "content-length": String(Buffer.byteLength(body)) });
    return (await sent(request, body)).statusCode;
  })),
  chunks: async () => {
    const request = ask({ "content-length": "7" });
    request.write("{");
    request.write(Buffer.from('"a":'));
    request.write("317d", "hex");
    return (await sent(request, "")).statusCode;
  },
  lengths: async () => Promise.all(["{", "{  }"].map(async (body) => {
    const request = ask();
    request.end(body);
    const [error] = await once(request, "error");
    return [error.code, error.message];
  })),
  headers: () => {
    const request = ask({ "X-Amz-Date": "now" });
    request.setHeader("X-Extra", 1);
    request.removeHeader("content-length");
    const { host, ...others } = request.getHeaders();
    request.on("error", () => undefined).destroy();
    return [host === hostname + ":" + port, others, request.getHeader("x-extra"), request.hasHeader("Host"), request.getHeaderNames().length];
  },
  events: async () => Promise.all([ask(), ask({}, { agent: new http.Agent({ maxSockets: 1, localAddress: "127.0.0.1" }), timeout: 60_000 })].map(async (request) => {
    const list = order(request, ["socket", "finish", "response", "close"]);
    const end = closed(request);
    request.end("{}");
    const [response] = await once(request, "response");
    response.on("end", () => list.push("end"));
    await read(response);
    await end;
    return [...list, request.destroyed, request.res === response, response.req === request];
  })),
  unread: async () => {
    const request = ask();
    request.end("{}");
    await once(request, "close");
    return request.res.readableEnded;
  },
  destroys: async () => Promise.all([ask(), ask({}, { timeout: 60_000 })].map(async (request) => {
    const list = order(request, ["response", "close"]);
    request.on("error", ({ code, message }) => list.push(code, message));
    request.end("{}");
    request.destroy();
    await closed(request);
    return list;
  })),
  aborts: async () => {
    const request = ask();
    const list = order(request, ["abort", "close"]);
    request.on("error", () => undefined);
    request.abort();
    request.abort();
    await closed(request);
    return [request.aborted, list];
  },
  cancels: async () => Promise.all([ask(), ask({}, { timeout: 60_000 })].map(async (request) => {
    request.end("{}");
    const [response] = await once(request, "response");
    response.on("error", () => undefined);
    response.destroy();
    await closed(response);
    return [response.destroyed, response.readableEnded];
  })),
  timeouts: async () => {
    const request = ask();
    request.on("error", () => undefined);
    const calls = [];
    request.setTimeout(1, () => calls.push("request"));
    const [socket] = await once(request, "socket");
    socket.setTimeout(1, () => calls.push("socket"));
    // The body never ends, so no answer comes.
    await once(request, "timeout");
    request.destroy();
    return calls.sort();
  },
  storage: async () => {
    const storage = new AsyncLocalStorage();
    const seen = (value) => storage.run(value, () => new Promise((resolve) => ask({}, {}, (response) => {
      response.resume();
      resolve(storage.getStore());
    }).end("{}")));
    return Promise.all([seen("a"), seen("b")]);
  },
  turns: async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 2 });
    const list = [];
    const requests = ["a", "b", "c", "d"].map((name) => ask({}, { agent }).on("socket", () => list.push(name)).on("response", () => list.push("answer")));
    const [, , third] = requests;
    third.on("error", () => list.push("third ended")).destroy();
    await Promise.all(requests.filter((request) => request !== third).map((request) => sent(request)));
    return list;
  },
  forged: async () => {
    const { postMessage } = MessagePort.prototype;
    let channel;
    MessagePort.prototype.postMessage = function (message) {
      channel ??= this;
      return postMessage.apply(this, arguments);
    };
    await sent(ask());
    MessagePort.prototype.postMessage = postMessage;
    for (const message of [null, 1, {}, { id: 1 }, { id: 1, url: "/", rawHeaders: 1, body: "" }, { id: 9e9, url: "/", rawHeaders: "{", body: "" },
      { id: 9e9, url: "/", rawHeaders: '["a"]', body: "" }, { id: 9e9, url: "/", rawHeaders: "[1,2]", body: new Uint8Array(2) }]) channel.postMessage(message);
    return (await sent(ask())).statusCode;
  },
};

exports.handler = ({ name }) => cases[name]();
exports.waits = (event, context, done) => ask({}, {}, (response) => {
  response.resume();
  done(null, response.statusCode);
}).end("{}");`;

const unsigned = {
  statusCode: 400,
  statusMessage: "Bad Request",
  httpVersion: "1.1",
  complete: true,
  text: '{"__type":"com.amazon.coral.service#MissingAuthenticationTokenException","message":"Request is missing Authentication Token"}',
};

describe("calls of DynamoDB without a socket", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await startProgram(
      smallApi({
        handler,
        more: `new aws.lambda.Function("waits", { name: "waits", role: role.arn, runtime: "nodejs22.x", handler: "index.waits",
          code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(${JSON.stringify(handler)}) }) });`,
      }),
    );
  });
  after(() => cloud.stop());

  const run = async (name: string): Promise<any> => {
    const fn = cloud.cloud.program.resources.find(({ name: resource }) => resource === "fn");
    const functionName = String(fn!.state["name"]);
    return JSON.parse((await cloud.cloud.invoke({ functionName, payload: JSON.stringify({ name }) })).payload);
  };

  it("have the answers of calls over HTTP", async () => {
    const { usesHttp, answers } = await run("both");
    expect(usesHttp).to.deep.equal([false, true]);
    expect(answers[0]).to.deep.equal(answers[1]);
    expect(answers[0]).to.deep.include(unsigned);
  });

  it("have the form that SDKs send; other requests use HTTP", async () => {
    const others = [true, true, true, true, true, true];
    expect(await run("forms")).to.deep.equal([false, ...others, true, false, true, true, true]);
  });

  it("send texts and bytes", async () => expect(await run("bodies")).to.deep.equal([400, 400, 400]));

  it("send a body in parts", async () => expect(await run("chunks")).to.equal(400));

  it("reject a body of another length than Content-Length", async () => {
    const message = (sent: number) =>
      `Request body's content-length of ${sent} byte(s) does not match the content-length of 2 byte(s) set in header`;
    expect(await run("lengths")).to.deep.equal([
      ["ERR_HTTP_CONTENT_LENGTH_MISMATCH", message(1)],
      ["ERR_HTTP_CONTENT_LENGTH_MISMATCH", message(4)],
    ]);
  });

  it("have headers that can change until the body ends", async () =>
    expect(await run("headers")).to.deep.equal([
      true,
      { "x-amz-target": "DynamoDB_20120810.ListTables", "x-amz-date": "now", "x-extra": "1" },
      "1",
      true,
      4,
    ]));

  it("emit the events of a request in the order of HTTP", async () => {
    const [one, other] = await run("events");
    expect(one).to.deep.equal(other);
  });

  it("read an answer that nobody listens to", async () => expect(await run("unread")).to.equal(true));

  it("end with ECONNRESET when the function destroys them", async () => {
    const [one, other] = await run("destroys");
    expect(one).to.deep.equal(["ECONNRESET", "socket hang up", "close"]);
    expect(other).to.deep.equal(one);
  });

  it("can be aborted once", async () => expect(await run("aborts")).to.deep.equal([true, ["abort", "close"]]));

  it("close an answer that the function destroys", async () => {
    const [one, other] = await run("cancels");
    expect(one).to.deep.equal([true, false]);
    expect(other).to.deep.equal(one);
  });

  it("time out on the request and on its socket", async () =>
    expect(await run("timeouts")).to.include.members(["request"]));

  it("keep the caller's AsyncLocalStorage", async () => expect(await run("storage")).to.deep.equal(["a", "b"]));

  it("wait for the agent's sockets in order", async () =>
    expect(await run("turns")).to.deep.equal(["a", "b", "third ended", "answer", "d", "answer", "answer"]));

  it("keep the thread alive until the answer", async () =>
    expect((await cloud.cloud.invoke({ functionName: "waits" })).payload).to.equal("400"));

  it("go on after a function has sent messages of its own", async () => expect(await run("forged")).to.equal(400));
});
