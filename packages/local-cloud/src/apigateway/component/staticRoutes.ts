// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- programs that link to this source find the types no other way
/// <reference path="./mime.d.ts" />
import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { UserError } from "../../kernel/errors";
import { partition, type StackLocation } from "../../kernel/identity";
import type { Child, Declared } from "../../kernel/resources";
import type { Arguments, Route } from "./document";

type Declare = (child: Child) => Promise<Declared>;

/** Location of a file or folder in the component's bucket, and the role that reads it. */
interface StoredFile {
  readonly key: string;
  readonly bucket: string;
  readonly role: string;
}

const gatewayTrustPolicy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "apigateway.amazonaws.com" } }],
});

/**
 * Replaces routes with `localPath` by integrations with S3. All routes share a bucket; each has a role, and each file
 * an object (pulumi/pulumi-aws-apigateway, provider/…/apigateway/api.ts).
 *
 * @throws UserError if a path does not exist.
 */
export async function expandStaticRoutes(
  name: string,
  routes: readonly Route[],
  {
    declare,
    location,
    given,
  }: { readonly declare: Declare; readonly location: StackLocation; readonly given: Arguments },
): Promise<Route[]> {
  if (!routes.some(isStatic)) return [...routes];
  const bucket = { id: given.staticRoutesBucket ?? (await declareBucket(name, given.tags, declare)).id };
  const all = routes.map(async (route): Promise<Route[]> => {
    if (!isStatic(route)) return [route];
    const path = route.path.startsWith("/") ? route.path : `/${route.path}`;
    const files = filesOf(route);
    const served = files.isFolder && !path.endsWith("/") ? `${path}/` : path;
    const key = `${name}${createHash("sha1").update(`get:${served}`).digest("hex").slice(0, 8)}`;
    const role = await declareRole(key, declare);
    for (const file of files.paths) {
      const within = files.isFolder ? `${key}/${relative(files.root, file).split(sep).join("/")}` : key;
      await declareObject({ key: within, bucket: bucket.id, role }, { file, route, declare });
    }
    return pathsOf({ ...route, path: served }, { key, bucket: bucket.id, role }, { files, region: location.region });
  });
  return (await Promise.all(all)).flat();
}

function declareBucket(name: string, tags: Arguments["tags"], declare: Declare): Promise<Declared> {
  const safe = name.toLowerCase().replace(/[^a-z0-9-]/g, "");
  return declare({ type: "aws:s3/bucket:Bucket", name: safe, inputs: tags === undefined ? {} : { tags } });
}

function isStatic({ localPath, eventHandler, target, data }: Route): boolean {
  return localPath !== undefined && eventHandler === undefined && target === undefined && data === undefined;
}

interface Files {
  readonly isFolder: boolean;
  /** Absolute path. */
  readonly root: string;
  readonly paths: readonly string[];
}

function filesOf({ path, localPath = "" }: Route): Files {
  const root = resolve(localPath);
  const found = statSync(root, { throwIfNoEntry: false });
  if (found === undefined) throw new UserError(`route ${path}: localPath is ${localPath}, and there is no such file`);
  if (!found.isDirectory()) return { isFolder: false, root, paths: [root] };
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((file) => join(root, file))
    .filter((file) => statSync(file).isFile())
    .sort();
  return { isFolder: true, root, paths };
}

async function declareRole(name: string, declare: Declare): Promise<string> {
  const role = await declare({
    type: "aws:iam/role:Role",
    name,
    inputs: { assumeRolePolicy: gatewayTrustPolicy },
  });
  const policyArn = `arn:${partition}:iam::aws:policy/AmazonS3FullAccess`;
  const inputs = { role: role.id, policyArn };
  await declare({ type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment", name, inputs });
  return String(role.state["arn"]);
}

async function declareObject(
  { key, bucket }: StoredFile,
  { file, route, declare }: { readonly file: string; readonly route: Route; readonly declare: Declare },
): Promise<void> {
  // Loaded lazily, because few programs serve files.
  const { default: mime } = await import("mime");
  const contentType = route.contentType ?? mime.getType(file);
  const inputs = { bucket, key, source: { path: file }, ...(contentType === null ? {} : { contentType }) };
  await declare({ type: "aws:s3/bucketObject:BucketObject", name: key, inputs });
}

/** Returns a route for a file. A folder has a route for its index and one for all paths below. */
function pathsOf(
  { localPath: _localPath, index, ...route }: Route,
  { key, ...place }: StoredFile,
  { files, region }: { readonly files: Files; readonly region: string },
): Route[] {
  const integration = (object: string) => integrationWith({ ...place, key: object }, region);
  if (!files.isFolder) return [{ ...route, method: "GET", integration: integration(key) }];
  const below = {
    ...route,
    path: `${route.path}{proxy+}`,
    method: "ANY",
    integration: {
      ...integration(`${key}/{proxy}`),
      requestParameters: { "integration.request.path.proxy": "method.request.path.proxy" },
    },
  };
  const file = typeof index === "string" ? index : "index.html";
  const isThere = index !== false && files.paths.includes(join(files.root, file));
  return isThere ? [{ ...route, method: "GET", integration: integration(`${key}/${file}`) }, below] : [below];
}

function integrationWith({ bucket, key, role }: StoredFile, region: string): object {
  const header = "integration.response.header.Content-Type";
  return {
    credentials: role,
    uri: `arn:${partition}:apigateway:${region}:s3:path/${bucket}/${key}`,
    passthroughBehavior: "when_no_match",
    httpMethod: "GET",
    type: "aws",
    responses: {
      "4\\d{2}": { statusCode: "400" },
      default: { statusCode: "200", responseParameters: { "method.response.header.Content-Type": header } },
      "5\\d{2}": { statusCode: "500" },
    },
  };
}
