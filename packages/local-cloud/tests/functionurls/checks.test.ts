import { urlChecks } from "../../src/functionurls/checks";
import { declared, describeChecks } from "../support/declared";

const type = "aws:lambda/functionUrl:FunctionUrl";
const url = { authorizationType: "NONE", functionArn: "arn:aws:lambda:us-east-1:123456789012:function:f" };
const invalid = "ValidationException: 1 validation error detected: ";

describeChecks(
  urlChecks,
  type,
  [
    [
      { ...url, authorizationType: "OPEN" },
      `${invalid}Value 'OPEN' at 'authType' failed to satisfy constraint: Member must satisfy enum value set: [NONE, AWS_IAM]`,
    ],
    [
      { ...url, invokeMode: "STREAM" },
      `${invalid}Value 'STREAM' at 'invokeMode' failed to satisfy constraint: Member must satisfy enum value set: [BUFFERED, RESPONSE_STREAM]`,
    ],
    [
      { ...url, qualifier: "1" },
      `${invalid}Value '1' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)`,
    ],
    [
      url,
      "ResourceConflictException: Failed to create function url config for [functionArn = arn:aws:lambda:us-east-1:123456789012:function:f]. Error message:  FunctionUrlConfig exists for this Lambda function",
      declared(type, url),
    ],
  ],
  [url, { ...url, authorizationType: "AWS_IAM", invokeMode: "RESPONSE_STREAM", qualifier: "live-1" }],
  [declared(type, { ...url, functionArn: `${url.functionArn}:live` })],
);
