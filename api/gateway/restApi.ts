import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { apiName, sampledService } from "./apiName";
import { createLogging, type ApiLogging } from "./apiLogging";
import type { Identity } from "../identity/identity";
import { tokenScopes } from "../identity/scopes";
import { samplingRuleName } from "./samplingRuleName";
import { createMethodSettings } from "./methodSettings";
import { openApiDocument } from "../openapi/document";
import { gatewayDocument } from "../openapi/gatewayDocument";
import type { Route } from "../route/resource";
import type { RouteFunction } from "../functions/routeFunction";
import { functionSettingsOf, type Settings } from "../settings";
import type { Stack } from "../shared/stack";

export interface RestApiArgs {
  readonly functions: readonly RouteFunction[];
  /** Undefined if the stack requires no tokens. */
  readonly identity?: Identity | undefined;
  /** Resource policy; undefined to accept requests of everyone. */
  readonly policy?: pulumi.Output<string> | undefined;
  readonly stack: Stack;
}

/** Regional REST API: the imported document, deployment, stage, and API Gateway's permission to call each alias. */
export class RestApi extends pulumi.ComponentResource {
  readonly restApi: aws.apigateway.RestApi;
  readonly stage: aws.apigateway.Stage;
  /** URL of the stage, without a trailing slash. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: RestApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("rest-api:gateway:RestApi", name, {}, opts);
    const { stack, functions } = args;
    const { settings } = stack;
    const body = documentToImport(args);
    const uniqueName = apiName(name, pulumi.getProject(), pulumi.getStack());
    this.restApi = this.createRestApi(name, uniqueName, { body, policy: args.policy });
    const permissions = functions.flatMap((fn) => fn.routes.map((route) => this.permit(fn, route, settings.stageName)));
    const logging = createLogging(name, { restApi: this.restApi, stack }, { parent: this });
    this.stage = this.createStage(name, { body, policy: args.policy, permissions, settings, logging });
    const routes = functions.flatMap((fn) => fn.routes);
    createMethodSettings(name, { stage: this.stage, routes, settings, logging }, { parent: this });
    if (settings.tracing) this.createSampling(name, sampledService(uniqueName, settings.stageName), settings);
    this.url = this.stage.invokeUrl;
    this.registerOutputs({ url: this.url });
  }

  /** The API in the form that `Monitoring` takes. */
  get watched() {
    return { apiName: this.restApi.name, stageName: this.stage.stageName };
  }

  private createRestApi(
    name: string,
    uniqueName: string,
    { body, policy }: { readonly body: pulumi.Output<string>; readonly policy: RestApiArgs["policy"] },
  ): aws.apigateway.RestApi {
    return new aws.apigateway.RestApi(
      `${name}-api`,
      {
        name: uniqueName,
        body,
        ...(policy === undefined ? {} : { policy }),
        endpointConfiguration: { types: "REGIONAL" },
      },
      { parent: this },
    );
  }

  /**
   * Allows API Gateway to call the alias for this stage, method and path only. Without the qualifier, every request
   * would get a 500.
   *
   * @param stageName from the settings, because the stage depends on the permissions.
   */
  private permit({ function: fn, alias }: RouteFunction, route: Route, stageName: string): aws.lambda.Permission {
    return new aws.lambda.Permission(
      `${route.name}-permission`,
      {
        action: "lambda:InvokeFunction",
        principal: "apigateway.amazonaws.com",
        function: fn.name,
        qualifier: alias.name,
        sourceArn: pulumi.interpolate`${this.restApi.executionArn}/${stageName}/${route.method}${route.path}`,
      },
      { parent: this },
    );
  }

  private createStage(
    name: string,
    args: {
      readonly body: pulumi.Output<string>;
      readonly policy: RestApiArgs["policy"];
      readonly permissions: readonly aws.lambda.Permission[];
      readonly settings: Settings;
      readonly logging: ApiLogging;
    },
  ): aws.apigateway.Stage {
    const { settings, logging } = args;
    const { cache } = settings;
    const deployment = new aws.apigateway.Deployment(
      `${name}-deployment`,
      {
        restApi: this.restApi.id,
        // A stage applies a changed policy only with a new deployment.
        triggers: {
          body: args.body.apply(hash),
          ...(args.policy === undefined ? {} : { policy: args.policy.apply(hash) }),
        },
      },
      { parent: this },
    );
    return new aws.apigateway.Stage(
      `${name}-stage`,
      {
        restApi: this.restApi.id,
        deployment: deployment.id,
        stageName: settings.stageName,
        xrayTracingEnabled: settings.tracing,
        ...(cache === undefined ? {} : { cacheClusterEnabled: true, cacheClusterSize: String(cache.sizeGb) }),
        ...(logging.accessLogSettings === undefined ? {} : { accessLogSettings: logging.accessLogSettings }),
      },
      // If the stage were updated first, requests to a new route would get a 500 until the permission exists.
      { parent: this, dependsOn: [...args.permissions, ...logging.accountRole] },
    );
  }

  /** Declares the sampling rule of the stage. Every trace begins at the stage, so no other rule is needed. */
  private createSampling(name: string, serviceName: string, { traceSampling }: Settings): void {
    new aws.xray.SamplingRule(
      `${name}-sampling`,
      {
        ruleName: samplingRuleName(name, pulumi.getProject(), pulumi.getStack()),
        // Lower numbers have precedence. X-Ray's default rule has 10000.
        priority: 1_000,
        version: 1,
        reservoirSize: traceSampling.perSecond,
        fixedRate: traceSampling.share,
        serviceType: "AWS::ApiGateway::Stage",
        serviceName,
        host: "*",
        httpMethod: "*",
        urlPath: "*",
        resourceArn: "*",
      },
      { parent: this },
    );
  }
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Returns the document for API Gateway's import. Each operation refers to its function's alias. */
function documentToImport({ functions, stack, identity }: RestApiArgs): pulumi.Output<string> {
  const { settings } = stack;
  const routes = functions.flatMap((fn) => fn.routes);
  const document = openApiDocument(pulumi.getProject(), routes, tokenScopes(routes, settings.identity));
  const uris = pulumi.all(
    Object.fromEntries(functions.flatMap(({ routes: own, alias }) => own.map(({ name }) => [name, alias.invokeArn]))),
  );
  const { corsOrigins, cache } = settings;
  const timeouts = Object.fromEntries(
    routes.map(({ name }) => [name, functionSettingsOf(settings, name).timeout] as const),
  );
  const options = { corsOrigins, hasCache: cache !== undefined, timeouts };
  return pulumi
    .all([uris, identity?.tokens])
    .apply(([integrationUris, tokens]) =>
      JSON.stringify(gatewayDocument(document, { ...options, integrationUris, tokens })),
    );
}
