import { apigateway } from "./apigateway";
import { cognito } from "./cognito";
import { cloudwatch } from "./cloudwatch";
import { console } from "./console";
import { dynamodb } from "./dynamodb";
import type { ServiceDefinition } from "./kernel/service";
import { endpoint } from "./endpoint";
import { iam } from "./iam";
import { lambda } from "./lambda";
import { s3 } from "./s3";
import { sns } from "./sns";
import { unemulated } from "./unemulated";

/**
 * The services of the local cloud. They start and take a declaration over in this order, and stop in the other: an API
 * answers once all that it calls is there, and ends first.
 */
export const services: readonly ServiceDefinition[] = [
  unemulated,
  endpoint,
  dynamodb,
  iam,
  cloudwatch,
  sns,
  s3,
  cognito,
  lambda,
  console,
  apigateway,
];
