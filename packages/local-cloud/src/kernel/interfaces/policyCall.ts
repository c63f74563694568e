/** A call that a function's resource policy decides. */
export interface PolicyCall {
  /** Defaults to `lambda:InvokeFunction`. */
  readonly action?: string;
  /** Names of the caller in policies: a service, or a role and its account. Empty for an anonymous caller. */
  readonly principals: readonly string[];
  /** Resource for which a service calls; absent for other callers. */
  readonly sourceArn?: string;
  readonly qualifier: string | undefined;
  /** Authentication type of the requested function URL; absent for other calls. */
  readonly functionUrlAuthType?: string;
}
