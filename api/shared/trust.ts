/**
 * Returns a trust policy that lets AWS services assume a role. @param services `lambda` for `lambda.amazonaws.com`.
 */
export function trustIn(...services: readonly ("apigateway" | "edgelambda" | "lambda" | "states")[]): string {
  const names = services.map((service) => `${service}.amazonaws.com`);
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { Service: names.length === 1 ? names[0] : names }, Action: "sts:AssumeRole" },
    ],
  });
}
