import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { refreshing } from "../kinds/refreshing";

/**
 * Returns the text of a parameter. Reads it once per environment, and again when it is older than five minutes.
 *
 * @throws the SDK's error if Parameter Store does not answer and no older text exists.
 */
export type ReadParameter = () => Promise<string>;

/**
 * Opens parameters of Parameter Store, encrypted ones included.
 *
 * @param variables names of the environment variables that contain the parameters' names, keyed by parameter.
 * @param now returns epoch milliseconds.
 */
export function openParameters(
  variables: Readonly<Record<string, string>>,
  now: () => number = () => Date.now(),
): Record<string, ReadParameter> {
  // Three attempts of at most 2 s are below the function's timeout, as for tables.
  const client = new SSMClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
  });
  const read = async (variable: string): Promise<string> => {
    const Name = process.env[variable];
    const { Parameter } = await client.send(new GetParameterCommand({ Name, WithDecryption: true }));
    return Parameter!.Value!;
  };
  return Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => [name, refreshing(() => read(variable), now)]),
  );
}
