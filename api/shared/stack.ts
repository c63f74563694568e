import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import { createCustomerKey } from "./customerKey";
import { stackOptions } from "./stackOptions";

/** Values that the components of a stack share. */
export interface Stack {
  readonly settings: Settings;
  /** KMS key of tables, logs and the alarm topic; undefined where AWS's own keys encrypt them. */
  readonly customerKey: aws.kms.Key | undefined;
  /** Options of every component at the top of the program. */
  readonly options: pulumi.ResourceOptions;
}

/** Returns the shared values of a stack, and declares its customer key where the settings ask for one. */
export function createStack(settings: Settings): Stack {
  const options = stackOptions(settings);
  return { settings, customerKey: createCustomerKey("customer-key", settings, options), options };
}
