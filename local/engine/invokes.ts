import { UserError } from "./errors";
import { accountId, partition, type Place } from "./identity";

/**
 * Answers of provider functions that programs call to learn where they run.
 *
 * @throws UserError for any other function: a made-up answer would be a silent lie.
 */
export function invoke(token: string, inputs: object, { region }: Place): Record<string, unknown> {
  switch (token) {
    case "aws:index/getCallerIdentity:getCallerIdentity":
      return {
        accountId,
        id: accountId,
        userId: "local",
        arn: `arn:${partition}:sts::${accountId}:assumed-role/local/run`,
      };
    case "aws:index/getRegion:getRegion":
      return { id: region, name: region, region, description: region };
    case "aws:index/getPartition:getPartition":
      return { id: partition, partition, dnsSuffix: "amazonaws.com", reverseDnsPrefix: "com.amazonaws" };
    default:
      throw new UserError(`the local cloud does not answer ${token}, with the arguments ${JSON.stringify(inputs)}`);
  }
}
