import { expect } from "chai";
import { Refusal } from "../../src/kernel/errors";
import { checkAccount, checkFunction, type DeployedState } from "../../src/lambda/refusals";
import type { FunctionConfiguration, FunctionDeclaration } from "../../src/lambda/declared";

const configuration = { label: "fn", arn: "arn:fn" } as FunctionConfiguration;

function fn(more: Partial<FunctionDeclaration>): FunctionDeclaration {
  const events = new Map();
  return { configuration, code: undefined, aliases: new Map(), permissions: [], provisioned: [], events, ...more };
}

function alias(version: string, weights = {}): FunctionDeclaration["aliases"] {
  return new Map([["live", { version, weights }]]);
}

/** Returns status, code and message of the error; undefined without an error. */
function refusal(declaration: FunctionDeclaration, before: Partial<DeployedState> = {}) {
  try {
    checkFunction(declaration, { versions: new Set(["1", "2"]), provisioned: 0, ...before });
    return undefined;
  } catch (error) {
    const { statusCode, code, message } = (error as Refusal).answer;
    return [statusCode, code, message];
  }
}

const invalid = (message: string) => [400, "InvalidParameterValueException", message];

// The recorded cases lambda-versions/* and lambda-concurrency/* have their own tests. These are similar inputs.
describe("a declaration that Lambda refuses", () => {
  it("weights on an alias to $LATEST, and for $LATEST", () => {
    expect(refusal(fn({ aliases: alias("$LATEST", { "1": 0.5 }) }))).to.deep.equal(
      invalid("$LATEST is not supported for an alias pointing to more than 1 version"),
    );
    expect(refusal(fn({ aliases: alias("1", { $LATEST: 0.5 }) }))).to.deep.equal(
      invalid("$LATEST is not supported for an alias pointing to more than 1 version"),
    );
  });

  it("a weight for an unknown version", () => {
    expect(refusal(fn({ aliases: alias("1", { "9": 0.5 }) }))).to.deep.equal([
      404,
      "ResourceNotFoundException",
      "Function not found: arn:fn:9",
    ]);
  });

  it("provisioned concurrency on an alias with weights, or to $LATEST", () => {
    const provisioned = [{ qualifier: "live", environments: 1 }];
    expect(refusal(fn({ aliases: alias("1", { "2": 0.5 }), provisioned }))).to.deep.equal(
      invalid("Alias with weights can not be used with Provisioned Concurrency"),
    );
    expect(refusal(fn({ aliases: alias("$LATEST"), provisioned }))).to.deep.equal(
      invalid("Provisioned Concurrency Configs cannot be applied to unpublished function versions."),
    );
  });

  it("provisioned concurrency on a version whose alias has it already", () => {
    const provisioned = ["live", "1"].map((qualifier) => ({ qualifier, environments: 1 }));
    expect(refusal(fn({ aliases: alias("1"), provisioned }))).to.deep.equal([
      409,
      "ResourceConflictException",
      "Version is pointed by a Provisioned Concurrency alias",
    ]);
  });

  it("more provisioned than reserved: the one that is new is refused", () => {
    const declaration = fn({ reserved: 2, provisioned: [{ qualifier: "1", environments: 3 }] });
    expect(refusal(declaration)).to.deep.equal(
      invalid(
        "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function",
      ),
    );
    expect(refusal(declaration, { provisioned: 3 })).to.deep.equal(
      invalid(
        " ReservedConcurrentExecutions  2 should not be lower than function's total provisioned concurrency [3].",
      ),
    );
  });

  it("a runtime that no function can be created with any more", () => {
    const withRuntime = (runtime: string) => fn({ configuration: { ...configuration, runtime } });
    expect(refusal(withRuntime("nodejs12.x"))?.slice(1)).to.deep.equal([
      "InvalidParameterValueException",
      "The runtime parameter of nodejs12.x is no longer supported for creating or updating AWS Lambda functions. " +
        "We recommend you use a supported runtime while creating or updating functions.",
    ]);
    expect(refusal(withRuntime("nodejs22.x"))).to.equal(undefined);
  });

  it("a timeout over 15 minutes, and variables that Lambda sets itself", () => {
    const configured = (more: object) => fn({ configuration: { ...configuration, ...more } });
    expect(refusal(configured({ timeout: 901 }))).to.deep.equal([
      400,
      "ValidationException",
      "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
    ]);
    expect(refusal(configured({ variables: { TABLE: "t", AWS_REGION: "r" } }))?.[2]).to.match(
      /Reserved keys used in this request: AWS_REGION$/,
    );
  });

  it("reservations that leave the account less than a hundred, all functions together", () => {
    const reserving = (reserved: number) => fn({ reserved });
    expect(() => checkAccount([reserving(450), reserving(450)])).not.to.throw();
    expect(() => checkAccount([reserving(450), reserving(451)])).to.throw(
      Refusal,
      "function fn: InvalidParameterValueException: Specified ReservedConcurrentExecutions for function decreases " +
        "account's UnreservedConcurrentExecution below its minimum value of [100].",
    );
  });

  it("provisioned environments above what the account leaves unreserved", () => {
    const provisioning = (environments: number, reserved?: number) =>
      fn({ provisioned: [{ qualifier: "live", environments }], ...(reserved === undefined ? {} : { reserved }) });
    const said = (...declarations: FunctionDeclaration[]) => {
      try {
        checkAccount(declarations);
        return undefined;
      } catch (error) {
        return (error as Refusal).answer.message;
      }
    };
    expect(said(provisioning(900))).to.equal(undefined);
    expect(said(provisioning(1_001))).to.equal(
      "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [1000].",
    );
    expect(said(provisioning(0, 300), provisioning(701))).to.equal(
      "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [700].",
    );
    expect(said(provisioning(901))).to.equal(
      "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    );
  });
});
