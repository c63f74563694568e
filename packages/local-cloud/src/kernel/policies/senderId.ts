import { createHash } from "node:crypto";
import type { Principal } from "../identity";

/** Returns an id in the form of IAM's unique identifiers (IAM User Guide, "IAM identifiers"). */
function uniqueId(prefix: string, of: string): string {
  return prefix + createHash("sha256").update(of).digest("hex").slice(0, 17).toUpperCase();
}

/** Returns the SenderId of a role session: `ROLE-ID:SESSION-NAME`. */
export function senderIdOf({ roleArn, sessionArn }: Principal): string {
  return `${uniqueId("AROA", roleArn)}:${sessionArn.slice(sessionArn.lastIndexOf("/") + 1)}`;
}

/** Returns the SenderId of an AWS service. */
export function serviceSenderId(service: string): string {
  return uniqueId("AIDA", service);
}
