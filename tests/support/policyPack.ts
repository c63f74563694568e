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

/** A value that a preview does not know yet, as the engine writes it (`rpc.unknownValue` of @pulumi/pulumi). */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface Diagnostic {
  readonly policy: string;
  readonly level: string;
  readonly message: string;
}

/** The policy pack, served and asked as the Pulumi engine does it. */
export class ServedPack {
  private constructor(
    private readonly child: ChildProcess,
    private readonly client: any,
  ) {}

  /** Starts the pack by the command that Pulumi's language host runs, in the folder that `--policy-pack` names. */
  static async start(): Promise<ServedPack> {
    const command = pulumiRequire.resolve("./cmd/run-policy-pack");
    const child = spawn(process.execPath, [command, "127.0.0.1:1", "."], { cwd: join(root, "policy") });
    // Also where a test ends before it has started.
    process.once("exit", () => child.kill());
    let errors = "";
    child.stderr.on("data", (data) => (errors += String(data)));
    const port = once(child.stdout, "data").then(([data]) => String(data).trim());
    const ended = once(child, "exit").then(() => Promise.reject(new Error(`the pack ended: ${errors}`)));
    const address = `127.0.0.1:${await Promise.race([port, ended])}`;
    ended.catch(() => {});
    return new ServedPack(child, new AnalyzerClient(address, grpc.credentials.createInsecure()));
  }

  /** Names and levels of its policies. */
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

  /** A resource before it is created or changed. */
  async analyze(resource: PolicyResource): Promise<Diagnostic[]> {
    const request = fill(new messages.AnalyzeRequest(), resource);
    return diagnostics(await this.call("analyze", request));
  }

  /** All resources, at the end of a preview or an update. */
  async analyzeStack(resources: readonly PolicyResource[]): Promise<Diagnostic[]> {
    const request = new messages.AnalyzeStackRequest();
    request.setResourcesList(
      resources.map((resource) => {
        const each = fill(new messages.AnalyzerResource(), resource);
        each.setDependenciesList([...resource.dependencies]);
        return each;
      }),
    );
    return diagnostics(await this.call("analyzeStack", request));
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

function diagnostics(answer: any): Diagnostic[] {
  return answer.getDiagnosticsList().map((diagnostic: any) => ({
    policy: diagnostic.getPolicyname(),
    level: levels[diagnostic.getEnforcementlevel()],
    message: diagnostic.getMessage(),
  }));
}
