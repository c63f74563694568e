/** The interface of DynamoDB for API Gateway's service integrations. */
import type { Principal } from "../identity";
import { serviceKey } from "../serviceRegistry";

export interface TableAction {
  /** Such as `PutItem`. */
  readonly operation: string;
  /** Request as JSON text. */
  readonly body: string;
  /** X-Ray trace header. */
  readonly traceId: string;
  readonly region: string;
}

/** Calls DynamoDB with an IAM role, as an AWS service does. */
export interface DataPlane {
  /** @returns DynamoDB's response, which may be an error. */
  act(principal: Principal, action: TableAction): Promise<{ readonly statusCode: number; readonly body: object }>;
}

export const dataPlane = serviceKey<DataPlane>("the data plane of DynamoDB");
