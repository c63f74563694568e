import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { refreshing } from "../kinds/refreshing";

/**
 * Returns the text of a secret. Reads it once per environment, and again when it is older than five minutes.
 *
 * @throws an Error that names the secret if it has no value; the SDK's error if Secrets Manager does not answer and no
 *   older text exists.
 */
export type ReadSecret = () => Promise<string>;

/**
 * Opens secrets of Secrets Manager.
 *
 * @param variables names of the environment variables that contain the secrets' names, keyed by secret.
 * @param now returns epoch milliseconds.
 */
export function openSecrets(
  variables: Readonly<Record<string, string>>,
  now: () => number = () => Date.now(),
): Record<string, ReadSecret> {
  // Three attempts of at most 2 s are below the function's timeout, as for tables.
  const client = new SecretsManagerClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
  });
  const read = async (name: string, SecretId: string | undefined): Promise<string> => {
    try {
      const { SecretString, SecretBinary } = await client.send(new GetSecretValueCommand({ SecretId }));
      return SecretString ?? Buffer.from(SecretBinary!).toString("utf8");
    } catch (error) {
      // Secrets Manager API reference, GetSecretValue: the secret, or its version AWSCURRENT, does not exist.
      if ((error as Error).name !== "ResourceNotFoundException") throw error;
      throw new Error(
        `the secret ${name} has no value: store one with aws secretsmanager put-secret-value --secret-id ${SecretId}, ` +
          `or for a local run with --secret ${name}=VALUE`,
      );
    }
  };
  return Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => [
      name,
      refreshing(() => read(name, process.env[variable]), now),
    ]),
  );
}
