import { DurableMap } from "../kernel/durableMap";
import { jsonService } from "../kernel/protocols/jsonService";
import { ofType, type Declared } from "../kernel/resources";
import type { ServiceDefinition } from "../kernel/service";
import { serviceEndpoint } from "../kernel/protocols/serviceEndpoint";
import { secretOperations } from "./operations";
import { current, Secrets, type Secret, type SecretDeclaration } from "./secrets";
import { types } from "./types";

export const secretsmanager: ServiceDefinition = {
  emulates: types,
  create: (run) => {
    let store: DurableMap<Secret> | undefined;
    let secrets: Secrets | undefined;
    let policies: ReadonlyMap<string, string> = new Map();
    return {
      start: () => {
        store = DurableMap.open<Secret>(run.dataDir, "secretsmanager");
        secrets = new Secrets(store, run.clock);
        const { registry, location, clock } = run;
        const operations = secretOperations({ secrets, location, clock, policyOf: (arn) => policies.get(arn) });
        registry
          .use(serviceEndpoint)
          .serve(jsonService({ signingName: "secretsmanager", version: "1.1", registry, operations }));
        return Promise.resolve();
      },
      declare: ({ resources }) => {
        policies = policiesOf(resources);
        secrets!.declare(declarationsOf(resources));
      },
      stop: () => {
        store?.close();
        return Promise.resolve();
      },
    };
  },
};

function policiesOf(resources: readonly Declared[]): ReadonlyMap<string, string> {
  const own = ofType(resources, "aws:secretsmanager/secret:Secret").map(({ state }) => [state["arn"], state["policy"]]);
  const attached = ofType(resources, "aws:secretsmanager/secretPolicy:SecretPolicy").map(({ state }) => [
    state["secretArn"],
    state["policy"],
  ]);
  return new Map([...own, ...attached].filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

function declarationsOf(resources: readonly Declared[]): SecretDeclaration[] {
  const versions = ofType(resources, "aws:secretsmanager/secretVersion:SecretVersion");
  return ofType(resources, "aws:secretsmanager/secret:Secret").map(({ state }) => {
    const { arn, name, description } = state as Readonly<Record<string, string>>;
    const version = versions.find(({ state: each }) => each["secretId"] === arn);
    return { arn: arn!, name: name!, description, version: version && versionOf(version) };
  });
}

function versionOf({ state }: Declared): SecretDeclaration["version"] {
  const { versionId, secretString, secretStringWo, secretBinary } = state as Readonly<
    Record<string, string | undefined>
  >;
  const stages = (state["versionStages"] as readonly string[] | undefined) ?? [current];
  const text = secretString ?? secretStringWo;
  return {
    id: versionId!,
    stages,
    ...(text === undefined ? {} : { text }),
    ...(secretBinary === undefined ? {} : { binary: secretBinary }),
  };
}
