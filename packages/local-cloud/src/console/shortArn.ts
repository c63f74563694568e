/** Returns the service and the name of an ARN, such as `sqs orders`; returns other texts unchanged. */
export function shortArn(text: string): string {
  const [, , service, , , ...resource] = text.split(":");
  return text.startsWith("arn:") && resource.length > 0 ? `${service} ${resource.join(":")}` : text;
}
