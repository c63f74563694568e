import { objectOf } from "../kernel/checks";
import { functionNameOf } from "../kernel/functionName";
import { ofType, type Declared, type Properties } from "../kernel/resources";

export const urlType = "aws:lambda/functionUrl:FunctionUrl";

/** Cross-origin settings (Lambda API reference, Cors). */
export interface CorsSettings {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  /** Seconds; undefined without `maxAge`. */
  readonly maxAge: number | undefined;
}

/** A declared function URL. */
export interface FunctionUrl {
  readonly id: string;
  /** Logical name. */
  readonly name: string;
  readonly functionName: string;
  /** ARN of the function, with the alias if the URL has one. */
  readonly functionArn: string;
  /** Alias; undefined for the unpublished version. */
  readonly qualifier: string | undefined;
  readonly url: string;
  readonly authType: "NONE" | "AWS_IAM";
  readonly invokeMode: "BUFFERED" | "RESPONSE_STREAM";
  readonly cors: CorsSettings | undefined;
}

/** Returns the declared function URLs, keyed by id. */
export function declaredUrls(resources: readonly Declared[]): ReadonlyMap<string, FunctionUrl> {
  return new Map(
    ofType(resources, urlType).map(({ name, state }) => [
      String(state["urlId"]),
      {
        id: String(state["urlId"]),
        name,
        functionName: functionNameOf(state["functionName"]),
        functionArn: String(state["functionArn"]),
        qualifier: typeof state["qualifier"] === "string" && state["qualifier"] !== "" ? state["qualifier"] : undefined,
        url: String(state["functionUrl"]),
        authType: state["authorizationType"] === "NONE" ? "NONE" : "AWS_IAM",
        invokeMode: state["invokeMode"] === "RESPONSE_STREAM" ? "RESPONSE_STREAM" : "BUFFERED",
        cors: state["cors"] === undefined || state["cors"] === null ? undefined : corsOf(objectOf(state, "cors")),
      },
    ]),
  );
}

function corsOf(cors: Properties): CorsSettings {
  const texts = (property: string) => (Array.isArray(cors[property]) ? cors[property].map(String) : []);
  return {
    allowOrigins: texts("allowOrigins"),
    allowMethods: texts("allowMethods"),
    allowHeaders: texts("allowHeaders"),
    exposeHeaders: texts("exposeHeaders"),
    allowCredentials: cors["allowCredentials"] === true,
    maxAge: typeof cors["maxAge"] === "number" ? cors["maxAge"] : undefined,
  };
}
