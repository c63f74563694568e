import { arn } from "../../kernel/identity";
import type { Exchange } from "./exchange";

/**
 * Returns the execute-api ARN that policies are evaluated against. It contains the requested path, not the declared
 * one.
 */
export function methodArnOf({ location, api, stage, request, path }: Exchange): string {
  return arn(location, "execute-api", `${api.id}/${stage.name}/${request.method}${path}`);
}
