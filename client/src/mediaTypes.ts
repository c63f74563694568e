import type { ServerSentEvent } from "./operation";

/** The type of a body by its media type, as `readAnswer` reads it. */
export type BodyOfType<Type extends string, Json> = BodyOfEssence<Essence<Lowercase<Type>>, Json>;

/** A media type without its parameters. */
type Essence<Type extends string> = Type extends `${infer Name};${string}` ? Name : Type;

type TextType =
  | `${"text" | "multipart"}/${string}`
  | `${string}+${"xml" | "yaml"}`
  | `application/${"xml" | "yaml" | "javascript" | "x-ndjson" | "jsonl" | "x-www-form-urlencoded" | "graphql" | "sql"}`;

type BodyOfEssence<Type extends string, Json> = Type extends "text/event-stream"
  ? AsyncIterable<ServerSentEvent>
  : Type extends `application/${"" | `${string}+`}json`
    ? Json
    : Type extends TextType
      ? string
      : Uint8Array;
