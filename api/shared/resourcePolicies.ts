/** Returns the statement that denies requests without TLS, for the policy of a queue or a topic. */
export function denyWithoutTls(action: string, resourceArn: string): object {
  return {
    Sid: "TlsOnly",
    Effect: "Deny",
    Principal: "*",
    Action: action,
    Resource: resourceArn,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}
