import type { Stack } from "../shared/stack";
import { kindOf, type Declarations } from "./index";
import type { Created } from "./kind";

/** Returns the services that encrypt what is declared with a customer key. DynamoDB always does. */
export function encryptingServices(declarations: Declarations): string[] {
  const services = Object.values(declarations).flatMap((declaration) => kindOf(declaration).encryptedBy ?? []);
  return [...new Set(["dynamodb", ...services])];
}

/** Declares the resources in AWS and returns them with the same keys. */
export function createDeclared(declarations: Declarations, stack: Stack): Readonly<Record<string, Created>> {
  return Object.fromEntries(
    Object.entries(declarations).map(([name, declaration]) => [
      name,
      kindOf(declaration).create(name, declaration, stack),
    ]),
  );
}
