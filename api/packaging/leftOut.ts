import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { PluginBuild } from "esbuild";

/** A module that functions never use, and its replacement. */
interface LeftOut {
  /** Matches the end of its path. */
  readonly file: RegExp;
  readonly contents: string | ((text: string) => string);
  /** True if clients other than DynamoDB's use the module. */
  readonly ofOtherClients?: true;
}

/**
 * Replaced modules. A call to one of them throws an error with its name (tests/api/runtime.test.ts). The benchmark
 * `archive` shows how many bytes this saves.
 */
const leftOut: readonly LeftOut[] = [
  {
    // 95 kB of credential providers for profiles, SSO, containers and instances. A function reads its credentials from its
    // environment, once as the complete provider does, and not three times in each call.
    file: /@aws-sdk[\\/]credential-provider-node[\\/]dist-es[\\/]index\.js$/,
    contents: `import { fromEnv } from "@aws-sdk/credential-provider-env";
      import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from "@smithy/core";
      export const defaultProvider = (init) =>
        memoizeIdentityProvider(fromEnv(init), isIdentityExpired, doesIdentityRequireRefresh);`,
  },
  {
    // No DynamoDB operation streams events. Because of this module's dynamic import, esbuild would wrap every module that
    // it shares into a function, which V8 parses twice.
    file: /@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]event-streams[\\/]index\.js$/,
    contents: absent("event streams", [
      "EventStreamSerde",
      "eventStreamSerdeProvider",
      "resolveEventStreamSerdeConfig",
    ]),
    ofOtherClients: true,
  },
  {
    // Signs the events of event streams.
    file: /@smithy[\\/]signature-v4[\\/]dist-es[\\/]HeaderFormatter\.js$/,
    contents: `export class HeaderFormatter {
      format() { throw new Error("event streams are not part of this bundle"); }
    }`,
    ofOtherClients: true,
  },
  {
    // Changes only endpoints of S3.
    file: /middleware-endpoint[\\/]service-customizations[\\/]s3\.js$/,
    contents: absent("parameters of S3", [
      "resolveParamsForS3",
      "isDnsCompatibleBucketName",
      "isArnBucketName",
      "DOT_PATTERN",
      "S3_HOSTNAME_PATTERN",
    ]),
    ofOtherClients: true,
  },
  {
    // esbuild keeps paginators, and the commands that they send, because it assumes that the call has effects.
    file: /@aws-sdk[\\/][\w-]+[\\/]dist-es[\\/]pagination[\\/]\w+\.js$/,
    contents: (text) => text.replaceAll("createPaginator(", "/* @__PURE__ */ createPaginator("),
  },
  {
    // DynamoDB's client uses this cache only if an environment variable enables it. The cache imports two libraries.
    file: /@aws-sdk[\\/]endpoint-cache[\\/]dist-es[\\/]index\.js$/,
    contents: `export class EndpointCache {
      get() { throw new Error("endpoint discovery is not part of this bundle"); }
      set() { throw new Error("endpoint discovery is not part of this bundle"); }
    }`,
  },
  {
    // A function has no ~/.aws, so the SDK would find no configuration there, at its first request.
    file: /shared-ini-file-loader[\\/]loadSharedConfigFiles\.js$/,
    contents: `export { CONFIG_PREFIX_SEPARATOR } from "./constants";
      export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });`,
  },
  {
    file: /shared-ini-file-loader[\\/]readFile\.js$/,
    contents: `export const filePromises = {}, fileIntercept = {};
      export const readFile = () => Promise.reject(new Error("there are no configuration files in a function"));`,
  },
  {
    // Lambda sets AWS_REGION, and a function has no metadata service of an instance.
    file: /regionConfig[\\/]getInstanceMetadataRegion\.js$/,
    contents: "export const getInstanceMetadataRegion = async () => undefined;",
  },
  {
    file: /util-endpoints[\\/]lib[\\/]aws[\\/]partitions\.js$/,
    contents: withoutRegions,
  },
  {
    // Without its class, an error has the class DynamoDBServiceException, and still its name and message.
    file: /@aws-sdk[\\/]client-dynamodb[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/,
    contents: (text) => text.replace(/^n0_registry\.registerError\((\w+)\$, \1\);$/gm, keepDataError),
  },
  {
    // Warns of Node.js versions that the SDK will drop, in a log line that is not JSON. AWS announces the end of a runtime.
    file: /@aws-sdk[\\/]core[\\/]dist-es[\\/]submodules[\\/]client[\\/]emitWarningIfUnsupportedVersion\.js$/,
    contents: `export const state = { warningEmitted: true };
      export const emitWarningIfUnsupportedVersion = () => undefined;`,
  },
  {
    // SHA-256 in JavaScript, for a Node.js without node:crypto.
    file: /checksum[\\/]sha256[\\/]Sha256Js\.js$/,
    contents: `export class Sha256Js {
      constructor() { throw new Error("SHA-256 in JavaScript is not part of this bundle"); }
    }`,
  },
];

/** The partitions of AWS, as the SDK declares them. */
interface Partitions {
  readonly partitions: readonly { readonly regionRegex: string; readonly regions: Record<string, unknown> }[];
}

/**
 * Removes the regions that the SDK finds by the pattern of their partition too. They add a description, which no endpoint
 * contains.
 */
function withoutRegions(text: string): string {
  const begin = "export const partitionsInfo = ";
  const { partitions, ...rest } = JSON.parse(text.slice(begin.length).replace(/;\s*$/, "")) as Partitions;
  const partitionOf = (region: string) => partitions.find(({ regionRegex }) => new RegExp(regionRegex).test(region));
  const short = partitions.map((partition) => ({
    ...partition,
    regions: Object.fromEntries(
      Object.entries(partition.regions).flatMap(([region]) =>
        partitionOf(region) === partition ? [] : [[region, {}]],
      ),
    ),
  }));
  return `${begin}${JSON.stringify({ ...rest, partitions: short })};`;
}

/**
 * Errors of backups, exports, imports, global tables and resource policies, and those with which tables are created and
 * deleted. No operation on items answers them (DynamoDB API Reference, "Errors" of each operation).
 */
const controlErrors =
  /^(Backup|ContinuousBackups|Export|GlobalTable|Import|Index|InvalidExport|InvalidRestore|PointInTimeRecovery|Policy|Replica(?!ted)|Table|LimitExceeded|ResourceInUse)/;

/** Returns the registration of an error's class, or nothing for an error that no operation on items answers. */
function keepDataError(registration: string, name: string): string {
  return controlErrors.test(name) ? "" : registration;
}

/** Returns a module whose exports throw, naming what is absent. */
function absent(what: string, names: readonly string[]): string {
  const fail = `() => { throw new Error(${JSON.stringify(`${what} are not part of this bundle`)}); }`;
  return names.map((name) => `export const ${name} = ${fail};`).join("\n");
}

/** True if a file belongs to a client other than DynamoDB's, which may use modules that DynamoDB's client does not. */
export function hasOtherClient(files: readonly string[]): boolean {
  return files.some((file) => /@aws-sdk[\\/]client-(?!dynamodb(?:[\\/]|$))/.test(file));
}

/**
 * @param forOtherClients true to keep the modules that clients other than DynamoDB's use.
 */
export function replaceLeftOut(builder: PluginBuild, { forOtherClients }: { readonly forOtherClients: boolean }): void {
  for (const { file, contents, ofOtherClients } of leftOut) {
    if (forOtherClients && ofOtherClients === true) continue;
    builder.onLoad({ filter: file }, ({ path }) => ({
      contents: typeof contents === "string" ? contents : contents(readFileSync(path, "utf8")),
      resolveDir: dirname(path),
    }));
  }
  // A client reads its version alone, for the user agent.
  builder.onLoad({ filter: /@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, ({ path }) => {
    const { version } = JSON.parse(readFileSync(path, "utf8")) as { version: string };
    return { contents: JSON.stringify({ version }), loader: "json" };
  });
}
