/** What lets a service of AWS, and nobody else, take a role. @param service `lambda` of `lambda.amazonaws.com`. */
export function trustIn(service: "apigateway" | "lambda"): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: `${service}.amazonaws.com` }, Action: "sts:AssumeRole" }],
  });
}
