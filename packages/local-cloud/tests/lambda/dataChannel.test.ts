import { expect } from "chai";
import { smallApi, startProgram, type TestCloud } from "../support/cloud";

/** Each case sends unsigned requests, which DynamoDB rejects with status 400. */
const handler = `
const http = require("http"), { AsyncLocalStorage } = require("async_hooks"), { once } = require("events");
const { hostname, port } = new URL(process.env.AWS_ENDPOINT_URL_DYNAMODB);
const agent = new http.Agent({ keepAlive: true, maxSockets: 50 });
const ask = (more = {}, options = {}, callback) => http.request({
  host: hostname, port: Number(port), method: "POST", path: "/", agent, auth: undefined, ...options,
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

/** Runs a case without and with a socket. */
const twice = (act) => () => Promise.all([act({}), act({ family: 4 })]);

const cases = {
  both: async () => {
    const [one, other] = [ask(), ask({}, { family: 4 })];
    return { usesHttp: [usesHttp(one), usesHttp(other)], answers: [await sent(one), await sent(other)] };
  },
  forms: async () => Promise.all([
    [{ "content-length": "2" }, {}], [{ "content-length": undefined }, {}], [{ "content-length": "2000000" }, {}],
    [{ "x-amz-target": undefined }, {}], [{ expect: "100-continue" }, {}], [{}, { method: "PUT" }], [{}, { auth: "a:b" }],
    [{}, { agent: false }], [{}, { agent: undefined }], [{}, { agent: new http.Agent({ maxSockets: 49 }) }], [{}, { agent: new http.Agent({ timeout: 9_000 }) }],
    [{}, { agent: new http.Agent() }], [{}, { agent: new (class extends http.Agent {})() }], [{ "x-a": "\\u20ac" }, {}], [{ "x-a": "a\\nb" }, {}],
    [{}, { port: 1 }], [{}, { localAddress: "127.0.0.1" }],
  ].map(async ([more, options]) => {
    try {
      const request = ask(more, options).on("error", () => undefined);
      request.destroy();
      return usesHttp(request);
    } catch (error) {
      return error.code;
    }
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
  large: async () => {
    const request = ask();
    request.on("error", () => undefined);
    const closes = closed(request);
    for (let sent = 0; sent <= 1_048_576; sent += 65_536) request.write("x".repeat(65_536));
    await closes;
    return request.errored.code;
  },
  headers: () => {
    const request = ask({ "X-Amz-Date": "now" });
    request.setHeader("X-Extra", 1);
    request.removeHeader("content-length");
    const { host, ...others } = request.getHeaders();
    request.on("error", () => undefined).destroy();
    return [host === hostname + ":" + port, others, request.getHeader("x-extra"), request.hasHeader("Host"), request.getHeaderNames().length];
  },
  events: twice(async (options) => {
    const request = ask({}, options);
    const list = order(request, ["finish", "response", "close"]);
    const end = closed(request);
    request.end("{}");
    const [response] = await once(request, "response");
    response.on("end", () => list.push("end"));
    await read(response);
    await end;
    return [...list, request.destroyed, request.res === response, response.req === request, request.headersSent];
  }),
  unread: twice(async (options) => {
    const request = ask({}, options);
    request.end("{}");
    await closed(request);
    return request.res.readableEnded;
  }),
  destroys: twice(async (options) => {
    const request = ask({}, options);
    const list = order(request, ["response", "close"]);
    request.on("error", ({ code, message }) => list.push(code, message));
    request.end("{}");
    request.destroy();
    await closed(request);
    return list;
  }),
  sockets: twice(async (options) => {
    const request = ask({}, options);
    const list = order(request, ["response", "close"]);
    request.on("error", ({ message }) => list.push(message));
    // The body never ends, so no answer comes.
    const [socket] = await once(request, "socket");
    socket.destroy(new Error("own"));
    await closed(request);
    return [...list, request.destroyed, socket.destroyed];
  }),
  aborts: twice(async (options) => {
    const request = ask({}, options);
    const list = order(request, ["abort", "close"]);
    request.on("error", () => undefined);
    request.abort();
    request.abort();
    await closed(request);
    return [request.aborted, list.sort()];
  }),
  cancels: twice(async (options) => {
    const request = ask({}, options);
    request.end("{}");
    const [response] = await once(request, "response");
    response.on("error", () => undefined);
    const ends = Promise.all([closed(response), closed(request)]);
    response.destroy();
    await ends;
    return [response.destroyed, response.readableEnded, request.destroyed];
  }),
  dumps: twice(async (options) => {
    const request = ask({}, options);
    request.end("{}");
    const [response] = await once(request, "response");
    const ends = Promise.all([closed(response), closed(request)]);
    request.destroy();
    await ends;
    return [response.readableEnded, request.destroyed];
  }),
  timeouts: twice(async (options) => {
    const request = ask({}, options);
    request.on("error", () => undefined);
    const calls = [];
    const [socket] = await once(request, "socket");
    // The body never ends, so no answer comes.
    await Promise.all([
      new Promise((resolve) => socket.setTimeout(1, () => resolve(calls.push("socket")))),
      new Promise((resolve) => request.setTimeout(1, () => resolve(calls.push("request")))),
    ]);
    request.destroy();
    return calls;
  }),
  storage: twice(async (options) => {
    const storage = new AsyncLocalStorage();
    const seen = (value) => storage.run(value, () => new Promise((resolve) => ask({}, options, (response) => {
      response.resume();
      resolve(storage.getStore());
    }).end("{}")));
    return Promise.all([seen("a"), seen("b")]);
  }),
  many: async () => {
    const requests = Array.from({ length: 52 }, () => ask());
    const answers = await Promise.all(requests.map((request) => sent(request)));
    return [requests.filter(usesHttp).length, answers.filter(({ statusCode }) => statusCode === 400).length];
  },
  watched: async () => {
    const { subscribe, unsubscribe } = require("diagnostics_channel"), seen = () => undefined;
    subscribe("http.client.request.start", seen);
    const request = ask();
    unsubscribe("http.client.request.start", seen);
    await sent(request);
    return usesHttp(request);
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
      { id: 9e9, url: "/", rawHeaders: '["a"]', body: "" }, { id: 9e9, url: "/", rawHeaders: '["a","1","A","2"]', body: "" },
      { id: 9e9, url: "x".repeat(65_536), rawHeaders: "[]", body: "" }, { id: 9e9, url: "/", rawHeaders: "[]", body: new Uint8Array(new SharedArrayBuffer(2)) }, { id: 9e9, url: "/", rawHeaders: "[1,2]", body: new Uint8Array(2) }]) channel.postMessage(message);
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
    const rejected = ["ERR_INVALID_CHAR", "ERR_INVALID_CHAR"];
    expect(await run("forms")).to.deep.equal([
      false,
      ...Array<boolean>(10).fill(true),
      false,
      true,
      ...rejected,
      true,
      true,
    ]);
  });

  it("send texts and bytes", async () => expect(await run("bodies")).to.deep.equal([400, 400, 400]));

  it("send a body in parts", async () => expect(await run("chunks")).to.equal(400));

  it("end when a function writes far more than Content-Length", async () =>
    expect(await run("large")).to.equal("EPIPE"));

  it("have headers that can change until the body ends", async () =>
    expect(await run("headers")).to.deep.equal([
      true,
      { "x-amz-target": "DynamoDB_20120810.ListTables", "x-amz-date": "now", "x-extra": "1" },
      "1",
      true,
      4,
    ]));

  for (const [what, name, expected] of [
    ["emit the events of a request", "events", ["finish", "response", "end", "close", true, true, true, true]],
    ["read an answer that nobody listens to", "unread", true],
    ["end with ECONNRESET when the function destroys them", "destroys", ["ECONNRESET", "socket hang up", "close"]],
    ["end with the error of a destroyed socket", "sockets", ["own", "close", true, true]],
    ["can be aborted once", "aborts", [true, ["abort", "close"]]],
    ["end with an answer that the function destroys", "cancels", [true, false, true]],
    ["end their answer when the function destroys them after it", "dumps", [true, true]],
    ["time out on the socket and on the request", "timeouts", ["socket", "request"]],
    ["keep the caller's AsyncLocalStorage", "storage", ["a", "b"]],
  ] as const) {
    it(`${what}, as over HTTP`, async () => expect(await run(name)).to.deep.equal([expected, expected]));
  }

  it("use HTTP beyond the sockets of an SDK's agent", async () => expect(await run("many")).to.deep.equal([2, 52]));

  it("use HTTP while a tool watches Node's client", async () => expect(await run("watched")).to.equal(true));

  it("keep the thread alive until the answer", async () =>
    expect((await cloud.cloud.invoke({ functionName: "waits" })).payload).to.equal("400"));

  it("go on after a function has sent messages of its own", async () => expect(await run("forged")).to.equal(400));
});
