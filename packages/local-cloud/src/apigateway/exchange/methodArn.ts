import { arn } from "../../kernel/identity";
import type { Exchange } from "./exchange";

/** What is invoked, as policies name it: the path as it was called. */
export function methodArnOf({ location, api, stage, request, path }: Exchange): string {
  return arn(location, "execute-api", `${api.id}/${stage.name}/${request.method}${path}`);
}
