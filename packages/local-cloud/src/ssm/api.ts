import { createHash } from "node:crypto";
import { arn, type StackLocation } from "../kernel/identity";
import type { CallContext, JsonInput, JsonOperation } from "../kernel/protocols/jsonService";
import { arnName } from "./names";
import type { Parameters, ParameterVersion } from "./parameters";

interface Shown {
  readonly selector?: string | undefined;
  readonly decrypt: boolean;
  readonly context: CallContext;
}

/** Shared by the operations: resources for IAM, and the shapes of parameters in responses. */
export class Api {
  constructor(
    readonly parameters: Parameters,
    private readonly location: StackLocation,
  ) {}

  private arnOf(name: string, { region }: CallContext): string {
    return arn({ ...this.location, region }, "ssm", arnName(name));
  }

  /** Requires permission for an action on each parameter of a request. */
  allow = (
    operation: string,
    names: (input: JsonInput) => readonly string[],
  ): Pick<JsonOperation, "access" | "resources"> => ({
    access: (input, context) =>
      names(input).map((name) => ({ action: `ssm:${operation}`, resource: this.arnOf(name, context) })),
    resources: names,
  });

  shown(name: string, version: ParameterVersion, { selector, decrypt, context }: Shown): object {
    return {
      Name: name,
      Type: version.type,
      Value: valueOf(version, decrypt),
      Version: version.version,
      ...(selector === undefined ? {} : { Selector: selector }),
      LastModifiedDate: version.modified / 1000,
      ARN: this.arnOf(name, context),
      DataType: version.dataType,
    };
  }

  metadata(name: string, version: ParameterVersion, context: CallContext): object {
    return {
      Name: name,
      ARN: this.arnOf(name, context),
      Type: version.type,
      ...(version.type === "SecureString" ? { KeyId: "alias/aws/ssm" } : {}),
      LastModifiedDate: version.modified / 1000,
      LastModifiedUser: context.principal.sessionArn,
      ...(version.description === undefined ? {} : { Description: version.description }),
      ...(version.allowedPattern === undefined ? {} : { AllowedPattern: version.allowedPattern }),
      Version: version.version,
      Tier: version.tier,
      Policies: [],
      DataType: version.dataType,
    };
  }
}

/** Returns the value of a version, encrypted if it is a secret that is not decrypted. */
export function valueOf({ type, value }: ParameterVersion, decrypt: boolean): string {
  return type === "SecureString" && !decrypt ? encrypted(value) : value;
}

/** Returns Parameter Store's output for a SecureString without decryption; equal values give equal outputs. */
function encrypted(value: string): string {
  return `AQICAH${createHash("sha512").update(value).digest("base64")}`;
}
