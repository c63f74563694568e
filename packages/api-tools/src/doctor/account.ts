/** What the doctor asks an AWS account; every call reads. @throws CallRefused where the account does not answer one */
export interface Account {
  identity(): Promise<{ readonly account: string; readonly arn: string }>;
  /** Concurrent executions of the region: the account's limit, and what no function reserves. */
  concurrency(): Promise<{ readonly limit: number; readonly unreserved: number }>;
  /** ARN of the role that API Gateway writes logs with. */
  gatewayLogsRole(): Promise<string | undefined>;
  /** Whether Lambda of the region knows a runtime and an architecture. */
  knows(runtime: string, architecture: string): Promise<boolean>;
  restApiNames(): Promise<readonly string[]>;
  /** ARN of a role, with its path. */
  roleArn(name: string): Promise<string>;
  /** Those of the actions that the principal may not do with a resource. */
  denied(principalArn: string, actions: readonly string[], resource: string): Promise<readonly string[]>;
}

/** The credentials do not allow a call of the doctor's own. */
export class CallRefused extends Error {
  override readonly name = "CallRefused";

  /** @param action the IAM action that it takes, `lambda:GetAccountSettings` */
  constructor(readonly action: string) {
    super(`the credentials do not allow ${action}`);
  }
}
