import { providers as apigateway } from "./apigateway/resources";
import { providers as cloudwatch } from "./cloudwatch/resources";
import { providers as dynamodb } from "./dynamodb/resources";
import type { Providers } from "./engine/resources";
import { providers as iam } from "./iam/resources";
import { providers as lambda } from "./lambda/resources";
import { providers as sns } from "./sns/resources";

/** Every resource type that gets the ids and outputs AWS would give it. */
export const providers: Providers = { ...apigateway, ...cloudwatch, ...dynamodb, ...iam, ...lambda, ...sns };
