import { functionNameOf } from "../kernel/functionName";
import { functionUrls } from "../kernel/interfaces/functionUrls";
import { arn, digest } from "../kernel/identity";
import type { EmulatedTypes } from "../kernel/resources";

export const types: EmulatedTypes = {
  "aws:lambda/functionUrl:FunctionUrl": {
    reads: ["authorizationType", "cors", "functionName", "invokeMode", "qualifier"],
    ignores: [],
    provide: async ({ type, name, inputs }, { registry, ...location }) => {
      const functionName = functionNameOf(inputs["functionName"]);
      const qualifier = typeof inputs["qualifier"] === "string" ? inputs["qualifier"] : "";
      const urlId = digest(location, type, name).slice(0, 32);
      const functionArn = arn(location, "lambda", `function:${functionName}`);
      return {
        id: qualifier === "" ? functionName : `${functionName}/${qualifier}`,
        state: {
          functionArn: qualifier === "" ? functionArn : `${functionArn}:${qualifier}`,
          functionUrl: `${await registry.use(functionUrls).endpoint(urlId)}/`,
          urlId,
          // Defaults of the provider.
          invokeMode: inputs["invokeMode"] ?? "BUFFERED",
        },
      };
    },
  },
};
