/** Read-only calls to an AWS account. @throws CallRefused if the credentials do not allow a call */
export interface Account {
  getIdentity(): Promise<{ readonly account: string; readonly arn: string }>;
  /** Concurrent executions in the region: the account's limit and the unreserved part of it. */
  getConcurrency(): Promise<{ readonly limit: number; readonly unreserved: number }>;
  /** ARN of the role that API Gateway uses to write logs; undefined if none is set. */
  getGatewayLogsRole(): Promise<string | undefined>;
  /** True if Lambda supports the runtime and the architecture in this region. */
  supports(runtime: string, architecture: string): Promise<boolean>;
  listRestApiNames(): Promise<readonly string[]>;
  /** ARN of a role, including its path. */
  getRoleArn(name: string): Promise<string>;
  /** Returns the given actions that IAM denies to the principal on the resource. */
  listDeniedActions(principalArn: string, actions: readonly string[], resource: string): Promise<readonly string[]>;
}

/** The credentials do not allow a call. */
export class CallRefused extends Error {
  override readonly name = "CallRefused";

  /** @param action required IAM action, such as `lambda:GetAccountSettings` */
  constructor(readonly action: string) {
    super(`the credentials do not allow ${action}`);
  }
}
