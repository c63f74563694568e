import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createRoles } from "./roles";
import { readSettings } from "./settings";
import { createState } from "./state";

const settings = readSettings();
const account = aws.getCallerIdentityOutput().accountId;
const region = aws.getRegionOutput().region;

const state = createState(settings.deployers, account);
const { roles, boundary } = createRoles({ settings, state, account, region });

/** The variable PULUMI_BACKEND_URL of shells and of pipelines. */
export const backendUrl = pulumi.interpolate`s3://${state.bucket.id}?region=${region}`;
/** By stack, what `pulumi stack init --secrets-provider` takes. */
export const secretsProviders = Object.fromEntries(
  Object.entries(state.keys).map(([stack, key]) => [stack, pulumi.interpolate`awskms://${key.keyId}?region=${region}`]),
);
/** The variable AWS_ROLE_ARN of each environment. */
export const roleArns = Object.fromEntries(Object.entries(roles).map(([name, role]) => [name, role.arn]));
/** The variable REVIEW_BOUNDARY_ARN of the environment of review stacks; empty where pull requests have no role. */
export const reviewBoundaryArn = boundary?.arn ?? "";
