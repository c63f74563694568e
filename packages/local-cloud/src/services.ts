import { apigateway } from "./apigateway";
import { cognito } from "./cognito";
import { cloudfront } from "./cloudfront";
import { cloudwatch } from "./cloudwatch";
import { console } from "./console";
import { dynamodb } from "./dynamodb";
import type { ServiceDefinition } from "./kernel/service";
import { endpoint } from "./endpoint";
import { events } from "./events";
import { eventsources } from "./eventsources";
import { functionurls } from "./functionurls";
import { iam } from "./iam";
import { lambda } from "./lambda";
import { logs } from "./logs";
import { s3 } from "./s3";
import { scheduler } from "./scheduler";
import { secretsmanager } from "./secretsmanager";
import { sns } from "./sns";
import { sqs } from "./sqs";
import { ssm } from "./ssm";
import { stepfunctions } from "./stepfunctions";
import { unemulated } from "./unemulated";

/**
 * The services of the local cloud. They start and apply declarations in this order, and stop in reverse order. An API
 * therefore starts after the services that it calls, and stops before them.
 */
export const services: readonly ServiceDefinition[] = [
  unemulated,
  endpoint,
  dynamodb,
  iam,
  cloudwatch,
  sns,
  sqs,
  s3,
  secretsmanager,
  ssm,
  cognito,
  events,
  lambda,
  logs,
  eventsources,
  scheduler,
  stepfunctions,
  console,
  functionurls,
  apigateway,
  cloudfront,
];
