import { serviceKey } from "./serviceRegistry";

/** The function URLs of a run. */
export interface FunctionUrls {
  /** Returns the base URL of a function URL without trailing slash. @throws UserError if no port is free. */
  endpoint(urlId: string): Promise<string>;
}

export const functionUrls = serviceKey<FunctionUrls>("function URLs");

/** The function of a function URL. */
export interface RequestedFunction {
  readonly functionName: string;
  /** Alias; undefined for the unpublished version. */
  readonly qualifier: string | undefined;
  /** Undefined if the function did not run. */
  readonly executedVersion: string | undefined;
}
