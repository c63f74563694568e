import { randomBytes } from "node:crypto";
import type { Clock } from "../kernel/clock";
import { arn, type StackLocation } from "../kernel/identity";
import { listOf, optionalText, tagsOf } from "../kernel/protocols/jsonInput";
import { ServiceError, type CallContext, type JsonInput, type JsonOperation } from "../kernel/protocols/jsonService";
import { deletionDays, pageOf, required, secretIdOf, valueIn } from "./input";
import { randomPassword } from "./randomPassword";
import type { Secret, Secrets } from "./secrets";

const dayMillis = 86_400_000;

export interface SecretsApi {
  readonly secrets: Secrets;
  readonly location: StackLocation;
  readonly clock: Pick<Clock, "now">;
  /** Returns the resource policy of a secret, as JSON. */
  readonly policyOf: (arn: string) => string | undefined;
}

/** Operations of Secrets Manager. Rotation and replication are not emulated. */
export function secretOperations(api: SecretsApi): Record<string, JsonOperation> {
  return { ...valueOperations(api), ...lifeOperations(api), ...listOperations(api), ...tagOperations(api) };
}

function valueOperations(api: SecretsApi): Record<string, JsonOperation> {
  const { secrets } = api;
  return {
    GetSecretValue: {
      ...onSecret(api, "GetSecretValue"),
      run: (input) => {
        const { arn: id, secret } = secrets.inUse(secretIdOf(input));
        return valueOf(secrets, { arn: id, secret }, input);
      },
    },
    BatchGetSecretValue: {
      access: (input, context) => [
        { action: "secretsmanager:BatchGetSecretValue", resource: "*" },
        ...listOf(input, "SecretIdList").map((id) => accessTo(api, { action: "GetSecretValue", id, context })),
      ],
      run: (input) => {
        const SecretValues: object[] = [];
        const Errors: object[] = [];
        for (const SecretId of listOf(input, "SecretIdList")) {
          try {
            SecretValues.push(valueOf(secrets, secrets.inUse(SecretId), {}));
          } catch (error) {
            if (!(error instanceof ServiceError)) throw error;
            Errors.push({ SecretId, ErrorCode: error.code, Message: error.message });
          }
        }
        return { SecretValues, Errors };
      },
    },
    PutSecretValue: {
      ...onSecret(api, "PutSecretValue"),
      run: (input) => {
        const { arn: id, secret } = secrets.inUse(secretIdOf(input));
        const labels = listOf(input, "VersionStages");
        const put = secrets.put(id, { ...valueIn(input), stages: labels.length === 0 ? undefined : labels });
        return { ARN: id, Name: secret.name, VersionId: put.id, VersionStages: put.stages };
      },
    },
    UpdateSecretVersionStage: {
      ...onSecret(api, "UpdateSecretVersionStage"),
      run: (input) => {
        const { arn: id, secret } = secrets.inUse(secretIdOf(input));
        const versions = {
          to: optionalText(input, "MoveToVersionId"),
          from: optionalText(input, "RemoveFromVersionId"),
        };
        secrets.moveStage(id, required(input, "VersionStage"), versions);
        return { ARN: id, Name: secret.name };
      },
    },
    GetRandomPassword: {
      access: () => [{ action: "secretsmanager:GetRandomPassword", resource: "*" }],
      run: (input) => ({ RandomPassword: randomPassword(input) }),
    },
  };
}

function lifeOperations(api: SecretsApi): Record<string, JsonOperation> {
  const { secrets, location, clock } = api;
  return {
    CreateSecret: {
      ...onSecret(api, "CreateSecret", "Name"),
      run: (input, { region }) => {
        const name = required(input, "Name");
        if (!/^[\w/+=.@-]{1,512}$/.test(name)) {
          const rule = "Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!";
          throw new ServiceError("ValidationException", `Invalid name. ${rule}`);
        }
        const id = arn({ ...location, region }, "secretsmanager", `secret:${name}-${randomBytes(3).toString("hex")}`);
        secrets.create(id, { name, description: optionalText(input, "Description"), tags: tagsOf(input) });
        const value = valueIn(input);
        const isEmpty = value.text === undefined && value.binary === undefined;
        return { ARN: id, Name: name, ...(isEmpty ? {} : { VersionId: secrets.put(id, value).id }) };
      },
    },
    UpdateSecret: {
      ...onSecret(api, "UpdateSecret"),
      run: (input) => {
        const { arn: id, secret } = secrets.inUse(secretIdOf(input));
        const description = optionalText(input, "Description");
        if (description !== undefined) secrets.update(id, { description });
        const value = valueIn(input);
        const isEmpty = value.text === undefined && value.binary === undefined;
        return { ARN: id, Name: secret.name, ...(isEmpty ? {} : { VersionId: secrets.put(id, value).id }) };
      },
    },
    DeleteSecret: {
      ...onSecret(api, "DeleteSecret"),
      run: (input) => {
        const { arn: id, secret } = secrets.inUse(secretIdOf(input));
        const at = clock.now() + deletionDays(input) * dayMillis;
        const isForced = input["ForceDeleteWithoutRecovery"] === true;
        secrets.delete(id, isForced ? undefined : at);
        return { ARN: id, Name: secret.name, DeletionDate: (isForced ? clock.now() : at) / 1000 };
      },
    },
    RestoreSecret: {
      ...onSecret(api, "RestoreSecret"),
      run: (input) => {
        const found = secrets.existing(secretIdOf(input));
        secrets.restore(found.arn);
        return { ARN: found.arn, Name: found.secret.name };
      },
    },
  };
}

function listOperations(api: SecretsApi): Record<string, JsonOperation> {
  const { secrets } = api;
  return {
    DescribeSecret: {
      ...onSecret(api, "DescribeSecret"),
      run: (input) => {
        const found = secrets.existing(secretIdOf(input));
        const VersionIdsToStages = Object.fromEntries(
          Object.entries(found.secret.versions).flatMap(([id, { stages }]) =>
            stages.length === 0 ? [] : [[id, stages]],
          ),
        );
        return { ...metadataOf(found.arn, found.secret), VersionIdsToStages };
      },
    },
    ListSecrets: {
      access: () => [{ action: "secretsmanager:ListSecrets", resource: "*" }],
      run: (input) => {
        const withDeleted = input["IncludePlannedDeletion"] === true;
        const all = secrets.all().filter(([, { deletion }]) => withDeleted || deletion === undefined);
        const { page, next } = pageOf(all, input);
        const SecretList = page.map(([id, secret]) => ({
          ...metadataOf(id, secret),
          SecretVersionsToStages: Object.fromEntries(
            Object.entries(secret.versions).map(([each, { stages }]) => [each, stages]),
          ),
        }));
        return { SecretList, ...next };
      },
    },
    ListSecretVersionIds: {
      ...onSecret(api, "ListSecretVersionIds"),
      run: (input) => {
        const { arn: id, secret } = secrets.inUse(secretIdOf(input));
        const Versions = Object.entries(secret.versions)
          .filter(([, { stages }]) => input["IncludeDeprecated"] === true || stages.length > 0)
          .map(([VersionId, { stages, created }]) => ({
            VersionId,
            VersionStages: stages,
            CreatedDate: created / 1000,
          }));
        return { ARN: id, Name: secret.name, Versions };
      },
    },
  };
}

function tagOperations(api: SecretsApi): Record<string, JsonOperation> {
  const { secrets } = api;
  const change = (input: JsonInput, next: (tags: Secret["tags"]) => Secret["tags"]) => {
    const { arn: id, secret } = secrets.inUse(secretIdOf(input));
    secrets.update(id, { tags: next(secret.tags) });
    return {};
  };
  return {
    TagResource: {
      ...onSecret(api, "TagResource"),
      run: (input) => change(input, (tags) => ({ ...tags, ...tagsOf(input) })),
    },
    UntagResource: {
      ...onSecret(api, "UntagResource"),
      run: (input) => {
        const removed = listOf(input, "TagKeys");
        return change(input, (tags) =>
          Object.fromEntries(Object.entries(tags).filter(([key]) => !removed.includes(key))),
        );
      },
    },
  };
}

/** Requires an action on the secret that the request names. */
function onSecret(api: SecretsApi, action: string, key = "SecretId"): Pick<JsonOperation, "access" | "resources"> {
  return {
    access: (input, context) => [accessTo(api, { action, id: required(input, key), context })],
    resources: (input) => [optionalText(input, key) ?? ""],
  };
}

/** The resource is the ARN of an existing secret; otherwise the name as the caller wrote it. */
function accessTo(
  { secrets, location, policyOf }: SecretsApi,
  { action, id, context }: { action: string; id: string; context: CallContext },
) {
  const found = secrets.find(id)?.arn;
  const named = id.startsWith("arn:")
    ? id
    : arn({ ...location, region: context.region }, "secretsmanager", `secret:${id}`);
  const resource = found ?? named;
  return { action: `secretsmanager:${action}`, resource, policy: policyOf(resource) };
}

function valueOf(secrets: Secrets, { arn: id, secret }: { arn: string; secret: Secret }, input: JsonInput): object {
  const [VersionId, version] = secrets.version(secret, {
    id: optionalText(input, "VersionId"),
    stage: optionalText(input, "VersionStage"),
  });
  return {
    ARN: id,
    Name: secret.name,
    VersionId,
    ...(version.text === undefined ? {} : { SecretString: version.text }),
    ...(version.binary === undefined ? {} : { SecretBinary: version.binary }),
    VersionStages: version.stages,
    CreatedDate: version.created / 1000,
  };
}

function metadataOf(id: string, { name, description, created, changed, tags, deletion }: Secret): object {
  return {
    ARN: id,
    Name: name,
    ...(description === undefined ? {} : { Description: description }),
    CreatedDate: created / 1000,
    LastChangedDate: changed / 1000,
    ...(deletion === undefined ? {} : { DeletedDate: deletion / 1000 }),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  };
}
