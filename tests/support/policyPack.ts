import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import type * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import type { PolicyResource } from "../../policy/policy";
import { root } from "./program";

const pulumiRequire = createRequire(require.resolve("@pulumi/pulumi"));
const { Struct } = pulumiRequire("google-protobuf/google/protobuf/struct_pb.js");
const grpc = pulumiRequire("@grpc/grpc-js");
const messages = pulumiRequire("./proto/analyzer_pb.js") as typeof analyzer;
const { AnalyzerClient } = pulumiRequire("./proto/analyzer_grpc_pb.js");

/** The engine's representation of a value that is unknown in a preview (`rpc.unknownValue` of @pulumi/pulumi). */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface Diagnostic {
  readonly policy: string;
  readonly level: string;
  readonly message: string;
}

/** The policy pack, started and called in the same way as by the Pulumi engine. */
export class ServedPack {
  private constructor(
    private readonly child: ChildProcess,
    private readonly client: any,
  ) {}

  /** Starts the pack with the command of Pulumi's language host, in the folder of `--policy-pack`. */
  static async start(): Promise<ServedPack> {
    const command = pulumiRequire.resolve("./cmd/run-policy-pack");
    const child = spawn(process.execPath, [command, "127.0.0.1:1", "."], { cwd: join(root, "policy") });
    // Ends the pack even if the test process ends during the start.
    process.once("exit", () => child.kill());
    let errors = "";
    child.stderr.on("data", (data) => (errors += String(data)));
    const port = once(child.stdout, "data").then(([data]) => String(data).trim());
    const ended = once(child, "exit").then(() => Promise.reject(new Error(`the pack ended: ${errors}`)));
    const address = `127.0.0.1:${await Promise.race([port, ended])}`;
    ended.catch(() => {});
    return new ServedPack(child, new AnalyzerClient(address, grpc.credentials.createInsecure()));
  }

  /** Returns names and levels of its policies. */
  async info(): Promise<{ name: string; level: string }[]> {
    const info = await this.call(
      "getAnalyzerInfo",
      new (pulumiRequire("google-protobuf/google/protobuf/empty_pb.js").Empty)(),
    );
    return info.getPoliciesList().map((policy: any) => ({
      name: policy.getName(),
      level: levels[policy.getEnforcementlevel()],
    }));
  }

  /** Checks one resource, as the engine does before it creates or changes the resource. */
  async analyze(resource: PolicyResource): Promise<Diagnostic[]> {
    const request = fill(new messages.AnalyzeRequest(), resource);
    return readDiagnostics(await this.call("analyze", request));
  }

  /** Checks all resources, as the engine does at the end of a preview or an update. */
  async analyzeStack(resources: readonly PolicyResource[]): Promise<Diagnostic[]> {
    const request = new messages.AnalyzeStackRequest();
    request.setResourcesList(
      resources.map((resource) => {
        const each = fill(new messages.AnalyzerResource(), resource);
        each.setDependenciesList([...resource.dependencies]);
        return each;
      }),
    );
    return readDiagnostics(await this.call("analyzeStack", request));
  }

  async stop(): Promise<void> {
    this.client.close();
    const exit = once(this.child, "exit");
    this.child.kill();
    await exit;
  }

  private call(method: string, request: unknown): Promise<any> {
    return new Promise((resolve, reject) => {
      this.client[method](request, (error: Error | null, answer: unknown) =>
        error === null ? resolve(answer) : reject(error),
      );
    });
  }
}

const levels = ["advisory", "mandatory"];

function fill<T extends InstanceType<typeof messages.AnalyzeRequest> | InstanceType<typeof messages.AnalyzerResource>>(
  request: T,
  { type, name, urn, props, protect }: PolicyResource,
): T {
  const options = new messages.AnalyzerResourceOptions();
  options.setProtect(protect);
  request.setType(type);
  request.setName(name);
  request.setUrn(urn);
  request.setOptions(options);
  request.setProperties(Struct.fromJavaScript(JSON.parse(JSON.stringify(props))));
  return request;
}

function readDiagnostics(answer: any): Diagnostic[] {
  return answer.getDiagnosticsList().map((diagnostic: any) => ({
    policy: diagnostic.getPolicyname(),
    level: levels[diagnostic.getEnforcementlevel()],
    message: diagnostic.getMessage(),
  }));
}
