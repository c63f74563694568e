/**
 * Returns a trust policy that lets one AWS service assume a role. @param service `lambda` for `lambda.amazonaws.com`.
 */
export function trustIn(service: "apigateway" | "lambda" | "states"): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: `${service}.amazonaws.com` }, Action: "sts:AssumeRole" }],
  });
}
