import type { InputSchema, ObjectSchema, ValueOf } from "../http/schemas";

/** Schemas of an event's detail, keyed by property. All properties are required. */
type Properties = Readonly<Record<string, InputSchema>>;

const eventId = {
  type: "string",
  description: "identifies the event; a repeated delivery has the same",
} as const;

/** Schema of the detail of an event. */
export interface DetailSchema<P extends Properties = Properties> extends ObjectSchema {
  readonly required: readonly string[];
  readonly properties: P & { readonly eventId: typeof eventId };
}

/** An event that a bus carries. asyncapi.json publishes it. */
export interface EventDeclaration<Type extends string = string, P extends Properties = Properties> {
  /** `detail-type` of EventBridge. Permanent: rules of other programs match it. */
  readonly type: Type;
  /** `source` of EventBridge: the program that publishes the event. Permanent too. */
  readonly source: string;
  readonly summary: string;
  readonly detail: DetailSchema<P>;
}

/** The detail of an event, as consumers receive it. */
export type DetailOf<E extends EventDeclaration> =
  E extends EventDeclaration<string, infer P>
    ? { readonly eventId: string } & { readonly [Name in keyof P]: ValueOf<P[Name]> }
    : never;

/** Declares an event. Its detail contains the given properties and `eventId`. */
export function event<const Type extends string, const P extends Properties>({
  detail = {} as P,
  ...declaration
}: Pick<EventDeclaration<Type>, "type" | "source" | "summary"> & { readonly detail: P }): EventDeclaration<Type, P> {
  const { type, summary } = declaration;
  return {
    ...declaration,
    detail: {
      title: `${type}Detail`,
      type: "object",
      description: summary,
      required: ["eventId", ...Object.keys(detail)],
      properties: { eventId, ...detail },
    },
  };
}

/** Declaration of an event bus with an archive. */
export interface BusDeclaration {
  readonly kind: "bus";
  /** Permanent: another name replaces the bus and deletes its archive. */
  readonly logicalName: string;
  readonly events: readonly EventDeclaration[];
}

/** Declares a bus. */
export function bus<const B extends Omit<BusDeclaration, "kind">>(declaration: B): B & { readonly kind: "bus" } {
  return { ...declaration, kind: "bus" };
}
