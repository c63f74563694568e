import { createRequire } from "node:module";

const requireOfPulumi = createRequire(require.resolve("@pulumi/pulumi"));

/** Results of the AWS functions that programs call, such as getRegion. */
const awsAnswers = {
  ...{ region: "eu-central-1", partition: "aws", dnsSuffix: "amazonaws.com", reverseDnsPrefix: "com.amazonaws" },
  ...{ accountId: "123456789012", arn: "arn:aws:iam::123456789012:user/bench", userId: "bench", id: "bench" },
};

/** A message of Pulumi's protocol, with a getter and a setter for each field. */
type Message = Readonly<Record<string, (value?: unknown) => unknown>>;
type Messages = Readonly<Record<string, new () => Message>>;
type Handler = (call: { readonly request: Message }, answer: (error: unknown, response?: unknown) => void) => void;
type Handlers = Readonly<Record<string, Handler>>;

interface Grpc {
  readonly Server: new (options: object) => {
    addService(service: unknown, handlers: Handlers): void;
    bindAsync(address: string, credentials: unknown, done: (error: Error | null, port: number) => void): void;
    forceShutdown(): void;
  };
  readonly ServerCredentials: { createInsecure(): unknown };
}

/** A stub of Pulumi's engine. It answers each registration at once with its inputs, as the preview of a new stack does. */
export interface EngineStub {
  readonly address: string;
  /** Types of the registered resources. */
  readonly registered: readonly string[];
  stop(): void;
}

/** Starts a stub in this process. */
export async function startEngineStub(): Promise<EngineStub> {
  const { Server, ServerCredentials } = requireOfPulumi("@grpc/grpc-js") as Grpc;
  const server = new Server({ "grpc.max_receive_message_length": -1 });
  const registered: string[] = [];
  server.addService(loadPart("resource_grpc")["ResourceMonitorService"], resourceMonitor(registered));
  server.addService(loadPart("engine_grpc")["EngineService"], engineService());
  const port = await new Promise<number>((done, fail) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? done(bound) : fail(error),
    ),
  );
  return { address: `127.0.0.1:${port}`, registered, stop: () => server.forceShutdown() };
}

/** Loads a part of Pulumi's protocol, such as `resource`. */
function loadPart(name: string): Messages {
  return requireOfPulumi(`./proto/${name}_pb.js`) as Messages;
}

const { Empty } = requireOfPulumi("google-protobuf/google/protobuf/empty_pb.js") as {
  readonly Empty: new () => Message;
};
const { Struct } = requireOfPulumi("google-protobuf/google/protobuf/struct_pb.js") as {
  readonly Struct: { fromJavaScript(values: object): unknown };
};

const acknowledge: Handler = (_, answer) => answer(null, new Empty());

/** Returns a handler that answers with a message of these fields. */
function answerWith(
  message: new () => Message,
  fields: (request: Message) => Readonly<Record<string, unknown>>,
): Handler {
  return ({ request }, answer) => {
    const response = new message();
    for (const [field, value] of Object.entries(fields(request))) response[`set${field}`]!(value);
    answer(null, response);
  };
}

function resourceMonitor(registered: string[]): Handlers {
  const { SupportsFeatureResponse, RegisterResourceResponse, RegisterPackageResponse } = loadPart("resource");
  const { InvokeResponse } = loadPart("provider");
  return {
    supportsFeature: answerWith(SupportsFeatureResponse!, () => ({ Hassupport: true })),
    registerPackage: answerWith(RegisterPackageResponse!, () => ({ Ref: "bench" })),
    invoke: answerWith(InvokeResponse!, () => ({ Return: Struct.fromJavaScript(awsAnswers) })),
    registerResource: answerWith(RegisterResourceResponse!, (request) => {
      const [type, name] = [String(request["getType"]!()), String(request["getName"]!())];
      registered.push(type);
      return { Urn: `urn:pulumi:dev::bench::${type}::${name}`, Object: request["getObject"]!() };
    }),
    registerResourceOutputs: acknowledge,
    signalAndWaitForShutdown: acknowledge,
  };
}

/** Severity of an error in Pulumi's protocol (proto/pulumi/engine.proto, LogSeverity). */
const errorSeverity = 3;

function engineService(): Handlers {
  const { GetRootResourceResponse, SetRootResourceResponse } = loadPart("engine");
  return {
    log: ({ request }, answer) => {
      if (request["getSeverity"]!() === errorSeverity) process.stderr.write(`${String(request["getMessage"]!())}\n`);
      answer(null, new Empty());
    },
    getRootResource: answerWith(GetRootResourceResponse!, () => ({})),
    setRootResource: answerWith(SetRootResourceResponse!, () => ({})),
  };
}
