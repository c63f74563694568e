import { arn, declaredName, digest } from "../kernel/identity";
import type { EmulatedTypes } from "../kernel/resources";

/** Characters behind the name in a secret's ARN (Secrets Manager API Reference, CreateSecret). */
const suffixLength = 6;

export const types: EmulatedTypes = {
  "aws:secretsmanager/secret:Secret": {
    reads: ["description", "name", "namePrefix", "policy"],
    ignores: ["forceOverwriteReplicaSecret", "kmsKeyId", "recoveryWindowInDays"],
    provide: ({ type, name, inputs }, location) => {
      const secret = declaredName({ type, name, inputs }, location);
      const suffix = digest(location, type, name).slice(0, suffixLength);
      const secretArn = arn(location, "secretsmanager", `secret:${secret}-${suffix}`);
      return { id: secretArn, state: { name: secret, arn: secretArn } };
    },
  },
  "aws:secretsmanager/secretVersion:SecretVersion": {
    reads: ["secretBinary", "secretId", "secretString", "secretStringWo", "versionStages"],
    ignores: ["secretStringWoVersion"],
    provide: ({ type, name, inputs }, location) => {
      const hex = digest(location, type, name);
      const versionId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5");
      const secretArn = String(inputs["secretId"]);
      return { id: `${secretArn}|${versionId}`, state: { arn: secretArn, secretArn, versionId } };
    },
  },
  "aws:secretsmanager/secretPolicy:SecretPolicy": {
    reads: ["policy", "secretArn"],
    ignores: ["blockPublicPolicy"],
    provide: ({ inputs }) => ({ id: String(inputs["secretArn"]), state: {} }),
  },
};
