import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Stack } from "../shared/stack";
import type { WorkflowDeclaration } from "../workflow/declaration";

/** A statement of a role's policy. */
export interface Statement {
  readonly Effect: "Allow";
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/** A declaration of a resource in AWS, such as a table. Its variables and grants are derived from it. */
export interface AnyDeclaration {
  readonly kind: string;
  /** Permanent: another name replaces the resource and deletes its data. */
  readonly logicalName: string;
}

/** A declared resource of the stack. */
export interface Created {
  /** Its name in AWS, which functions receive: the URL of a queue, and the ARN of a topic. */
  readonly name: pulumi.Output<string>;
  /** Absent unless consumers can receive its events. */
  readonly events?: EventSource;
  /** Returns the statements that allow the actions. */
  readonly statements: (actions: readonly string[]) => pulumi.Output<readonly Statement[]>;
}

/** A created resource, as far as the events that it sends are concerned. */
export interface EventSource {
  readonly arn: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
  /** Stream of a table. */
  readonly streamArn?: pulumi.Output<string>;
  /** Dead-letter queue of a queue that the stack creates. */
  readonly deadLetters?: aws.sqs.Queue;
}

/** The parts of a consumer from which settings of its source follow. */
export interface Receiver {
  readonly name: string;
  /** Key of its source; undefined for a source without a declaration. */
  readonly sourceKey: string | undefined;
  readonly batch: { readonly windowSeconds?: number };
  readonly onFailure: { readonly retries?: number };
}

/** Parts that the creation of a declaration uses. */
export interface Creation extends Stack {
  readonly consumers: readonly Receiver[];
  /** Declares a workflow, whose tasks use other declared resources. */
  readonly createWorkflow: (workflow: WorkflowDeclaration) => Created;
}

/**
 * Marks a handle with the actions that `access` grants, for the compiler alone. A function that needs PutObject takes a
 * handle with `Granted<"PutObject">`.
 */
export interface Granted<Action extends string> {
  readonly granted?: { readonly [A in Action]: true };
}

/**
 * Marks a handle with its declaration, for the compiler alone. A function that takes both then rejects the declaration of
 * another handle.
 */
export interface DeclaredAs<D> {
  readonly declaredAs?: D;
}

/**
 * A kind of resource that `access` can name. Each has a folder, and an entry in `kinds` (api/kinds/index.ts).
 *
 * @template Name key of its handles in a callback's context, such as `tables`.
 */
export interface Kind<Declaration extends AnyDeclaration = AnyDeclaration, Name extends string = string> {
  /** Name of the kind in messages, such as `table`. */
  readonly word: string;
  readonly handles: Name;
  /** Service that encrypts its data with the stack's customer key, such as `dynamodb`. Default: none. */
  readonly encryptedBy?: string;
  /** True if the stack's file may contain its value, under its name in `access`. */
  readonly isConfigured?: true;
  /** Actions that `access` may list, without the prefix of their service. */
  readonly actions: readonly string[];
  /** Returns the environment variable that contains the name of the resource in AWS. */
  variable(this: void, name: string): string;
  /** Returns a sentence for each mistake in a declaration. */
  check(this: void, name: string, declaration: Declaration): Iterable<string>;
  create(this: void, name: string, declaration: Declaration, creation: Creation): Created;
  /**
   * Opens the handles of one route, once per environment. Archives contain it (api/packaging/bundledFunctions.ts).
   *
   * @param variables environment variables, keyed by the names in `access`.
   */
  open(this: void, variables: Readonly<Record<string, string>>): Readonly<Record<string, unknown>>;
}

/** Returns the beginning of a variable: `SHOP_ITEMS` of `shopItems`. */
export function variablePrefix(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();
}
