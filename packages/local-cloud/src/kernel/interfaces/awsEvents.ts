/** The interface of EventBridge for services that report their own events. */
import { serviceKey } from "../serviceRegistry";

/** An event of an AWS service, whose source begins with `aws.`. */
export interface AwsEvent {
  /** `aws.s3`. */
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly region: string;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly detail: object;
  /** X-Ray trace header. */
  readonly traceHeader: string | undefined;
}

export interface AwsEvents {
  /** Sends an event of an AWS service to the default bus. */
  publish(event: AwsEvent): void;
}

export const awsEvents = serviceKey<AwsEvents>("events of AWS services");
