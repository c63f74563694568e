import { bucketKind } from "../buckets/kind";
import { busKind } from "../buses/kind";
import { parameterKind } from "../parameters/kind";
import { queueKind } from "../queues/kind";
import { secretKind } from "../secrets/kind";
import { isMap } from "../shared/forms";
import { tableKind } from "../tables/kind";
import { topicKind } from "../topics/kind";
import type { WorkflowAction, WorkflowDeclaration } from "../workflow/declaration";
import { workflowKind } from "../workflow/kind";
import type { HandleOf as WorkflowHandle } from "../workflow/handle";
import type { DeclaredAs, Granted, Kind } from "./kind";

/** The kinds of resources that `access` can name, keyed by the `kind` of their declarations. */
export const kinds = {
  table: tableKind,
  bucket: bucketKind,
  secret: secretKind,
  parameter: parameterKind,
  bus: busKind,
  workflow: workflowKind,
  queue: queueKind,
  topic: topicKind,
} as const;

type Kinds = typeof kinds;
type KindName = keyof Kinds;

/** A declaration of any kind. */
export type Declaration = { readonly [K in KindName]: Parameters<Kinds[K]["create"]>[1] }[KindName];

/** Declarations, keyed by the names that `access` and callbacks use. */
export type Declarations = Readonly<Record<string, Declaration>>;

/** An action that `access` may list for a declaration. */
export type ActionOn<D extends Declaration> = Kinds[D["kind"]]["actions"][number];

/** Actions on declarations, keyed by their names. */
export type AccessTo<D extends Declarations> = { readonly [Name in keyof D]?: readonly ActionOn<D[Name]>[] };

/** Names in `access` of the declarations of one kind. */
type NamesOf<D extends Declarations, Access, K extends KindName> = {
  readonly [Name in keyof D & keyof Access]: D[Name]["kind"] extends K ? Name : never;
}[keyof D & keyof Access];

/** Handles of the declarations that `access` names, by kind, as callbacks receive them. `tables` may be empty. */
export type Handles<D extends Declarations, Access> = {
  readonly [K in KindName as K extends "table" ? "tables" : IfAny<NamesOf<D, Access, K>, Kinds[K]["handles"]>]: {
    readonly [Name in NamesOf<D, Access, K>]: HandleOf<K, D[Name], Access[Name]> &
      GrantedBy<Access[Name]> &
      DeclaredAs<D[Name]>;
  };
};

/** The handle of a declaration. That of a workflow has the type of its input, and the functions that are allowed. */
type HandleOf<K extends KindName, D, Actions> =
  D extends WorkflowDeclaration<infer Input>
    ? WorkflowHandle<Input, Actions extends readonly (infer A extends WorkflowAction)[] ? A : never>
    : ReturnType<Kinds[K]["open"]>[string];

type GrantedBy<Actions> = Actions extends readonly (infer A extends string)[] ? Granted<A> : unknown;

type IfAny<Names, Then> = [Names] extends [never] ? never : Then;

/** Returns the kind of a declaration. */
export function kindOf({ kind }: Declaration): Kind {
  return kinds[kind];
}

/** Returns the declarations that `access` names; none if it has another form, which `checkAccess` reports. */
export function declarationsIn(declarations: Declarations, access: unknown): Declarations {
  if (!isMap(access)) return {};
  return Object.fromEntries(Object.entries(declarations).filter(([name]) => Object.hasOwn(access, name)));
}

/** Returns the declarations of one kind. */
export function ofKind<K extends KindName>(declarations: Declarations, kind: K) {
  return Object.fromEntries(
    // A declaration may be undefined where modules import each other, which `checkDeclarations` reports.
    Object.entries(declarations).filter(([, declaration]) => (declaration as Declaration | undefined)?.kind === kind),
  ) as Readonly<Record<string, Extract<Declaration, { readonly kind: K }>>>;
}
