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

/** Value of PULUMI_BACKEND_URL, in shells and pipelines. */
export const backendUrl = pulumi.interpolate`s3://${state.bucket.id}?region=${region}`;
/** Values of `pulumi stack init --secrets-provider`, keyed by stack. */
export const secretsProviders = Object.fromEntries(
  Object.entries(state.keys).map(([stack, key]) => [stack, pulumi.interpolate`awskms://${key.keyId}?region=${region}`]),
);
/** Values of AWS_ROLE_ARN, keyed by environment. */
export const roleArns = Object.fromEntries(Object.entries(roles).map(([name, role]) => [name, role.arn]));
/** Value of REVIEW_BOUNDARY_ARN in the environment of review stacks; empty without the setting `pullRequests`. */
export const reviewBoundaryArn = boundary?.arn ?? "";
