import { serviceKey } from "../serviceRegistry";

/** A function URL, for the console. */
export interface UrlDescription {
  readonly functionName: string;
  /** Alias; undefined for the unpublished version. */
  readonly qualifier: string | undefined;
  readonly url: string;
  readonly authType: "NONE" | "AWS_IAM";
}

/** The function URLs of a run. */
export interface FunctionUrls {
  readonly descriptions: readonly UrlDescription[];
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
