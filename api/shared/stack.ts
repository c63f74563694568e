import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import { createCustomerKey } from "./customerKey";
import { stackOptions } from "./stackOptions";

/** Values that the components of a stack share. */
export interface Stack {
  readonly settings: Settings;
  /** KMS key of data, logs and the alarm topic; undefined if they use keys of AWS. */
  readonly customerKey: aws.kms.Key | undefined;
  /** Options of every component and resource without a parent. */
  readonly options: pulumi.ResourceOptions;
}

/**
 * Returns the shared values of a stack. Declares its customer key if the settings require one.
 *
 * @param services services that encrypt the stack's data with the customer key.
 */
export function createStack(settings: Settings, services: readonly string[] = ["dynamodb"]): Stack {
  const options = stackOptions(settings);
  return { settings, customerKey: createCustomerKey("customer-key", { settings, services }, options), options };
}
