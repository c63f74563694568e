import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { variablePrefix, type Created, type Kind, type Statement } from "../kinds/kind";
import { accountArn } from "../shared/accountArn";
import { checkDescription } from "../shared/checkDescription";
import type { Stack } from "../shared/stack";
import { howToEncrypt, readConfigured } from "../values/configured";
import { secretActions, type SecretDeclaration } from "./declaration";
import { openSecrets } from "./open";

/** Secrets Manager API reference, PutSecretValue, `SecretString`. */
const maxBytes = 65_536;

/** Secrets of Secrets Manager in `access`. */
export const secretKind = {
  word: "secret",
  handles: "secrets",
  isConfigured: true,
  encryptedBy: "secretsmanager",
  actions: secretActions,
  variable: (name: string) => `${variablePrefix(name)}_SECRET_NAME`,
  *check(name: string, { description }: SecretDeclaration) {
    yield* checkDescription(`secret ${name}`, description);
  },
  create(name: string, declaration: SecretDeclaration, stack: Stack): Created {
    const adopted = stack.settings.existing?.secrets[name];
    const configured = readConfigured(name, maxBytes);
    if (configured !== undefined && !configured.isSecret)
      throw new pulumi.RunError(`${configured.key} is in plain text: ${howToEncrypt(configured.key)}`);
    const created = adopted === undefined ? createSecret(declaration, stack) : adopt(adopted);
    if (configured !== undefined) {
      const args = { secretId: created.id, secretString: configured.text };
      new aws.secretsmanager.SecretVersion(`${declaration.logicalName}-value`, args, stack.options);
    }
    return { name: created.name, statements: () => created.arn.apply(readStatements) };
  },
  open: openSecrets,
} as const satisfies Kind<SecretDeclaration>;

/** Declares a secret without a value. With `deletionProtection`, Secrets Manager keeps a deleted one for 30 days. */
function createSecret({ logicalName, description }: SecretDeclaration, { settings, customerKey, options }: Stack) {
  return new aws.secretsmanager.Secret(
    logicalName,
    {
      description,
      recoveryWindowInDays: settings.deletionProtection ? 30 : 7,
      ...(customerKey === undefined ? {} : { kmsKeyId: customerKey.arn }),
    },
    { ...options, protect: settings.deletionProtection },
  );
}

/** Secrets Manager adds a hyphen and six characters to the name in a secret's ARN. */
function adopt(name: string) {
  const output = pulumi.output(name);
  return { id: output, name: output, arn: accountArn("secretsmanager", `secret:${name}-??????`) };
}

function readStatements(arn: string): Statement[] {
  return [{ Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: arn }];
}
