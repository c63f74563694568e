import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { functionSettingsOf } from "../settings";
import { aliasName } from "./inputs";
import { createLambdaFunction, type LambdaFunctionArgs } from "./lambdaFunction";

/** Declares the function of a consumer or a task, whose alias follows the newest published version. */
export function createLiveFunction(
  name: string,
  args: Pick<LambdaFunctionArgs, "code" | "variables" | "grants" | "stack">,
  opts: pulumi.CustomResourceOptions,
) {
  const { settings } = args.stack;
  const own = functionSettingsOf(settings, name);
  const reservedConcurrency = settings.consumerConcurrency;
  const { function: fn, logGroup } = createLambdaFunction(
    name,
    { ...args, own, reservedConcurrency, publish: true },
    opts,
  );
  const alias = new aws.lambda.Alias(
    `${name}-live`,
    { name: aliasName, functionName: fn.name, functionVersion: fn.version },
    opts,
  );
  return { function: fn, logGroup, alias };
}
