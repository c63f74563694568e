import { apiChecks } from "../../src/apigateway/declared/apiChecks";
import { methodChecks } from "../../src/apigateway/declared/methodChecks";
import { planChecks } from "../../src/apigateway/declared/planChecks";
import { checkEach } from "../../src/kernel/checks";
import type { Declared, Properties } from "../../src/kernel/resources";
import { declared, describeChecks, refusalOf, type RefusedCase } from "./declared";

const checks = [...methodChecks, ...apiChecks, ...planChecks];

export const api = declared("aws:apigateway/restApi:RestApi", {}, { id: "api" });
export const stage = declared("aws:apigateway/stage:Stage", { restApi: "api", stageName: "v1" }, { name: "v1" });

export function refusal(resources: readonly Declared[]): string | undefined {
  return refusalOf(() => checkEach(resources, checks));
}

/** Tests a type of API Gateway. Valid states may refer to `api` and its stage `v1`. */
export function describeType(type: string, refused: readonly RefusedCase[], accepted: readonly Properties[]): void {
  describeChecks(checks, `aws:apigateway/${type}`, refused, accepted, [api, stage]);
}
