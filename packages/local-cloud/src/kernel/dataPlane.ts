/** What DynamoDB offers to API Gateway. */
import type { Principal } from "./identity";
import { serviceKey } from "./serviceRegistry";

export interface TableAction {
  /** `PutItem`. */
  readonly operation: string;
  /** JSON text of the request. */
  readonly body: string;
  /** An X-Ray trace header. */
  readonly traceId: string;
  readonly region: string;
}

/** Calls by a role, as a service of AWS makes them. */
export interface DataPlane {
  /** @returns DynamoDB's answer, a refusal too. */
  act(principal: Principal, action: TableAction): Promise<{ readonly statusCode: number; readonly body: object }>;
}

export const dataPlane = serviceKey<DataPlane>("the data plane of DynamoDB");
