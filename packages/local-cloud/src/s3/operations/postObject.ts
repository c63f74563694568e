import { authorizer } from "../../kernel/interfaces/authorization";
import { Call, type Result } from "../call";
import { verifiedChecksum } from "../protocol/checksums";
import { authenticationError, S3Error } from "../protocol/errors";
import { checkPostPolicy, type FormFields } from "../protocol/postPolicy";
import { parseTagDocument } from "../protocol/tags";
import { document } from "../protocol/xml";
import { attributesOf } from "./attributes";
import { bounded } from "./body";
import { commit, eTagOf, writtenHeaders } from "./commit";

interface Form {
  readonly fields: FormFields;
  readonly file: Buffer;
}

/** Stores the file of a browser's form (Amazon S3 API Reference, "Browser-based uploads using POST"). */
export async function postObject(call: Call): Promise<Result> {
  const form = await formOf(call);
  const field = (name: string) => form.fields.get(name);
  const key = field("key");
  if (key === undefined || key === "") {
    throw new S3Error(
      "InvalidArgument",
      "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
      {
        members: { ArgumentName: "key", ArgumentValue: "" },
      },
    );
  }
  const signed = signedCall(call, form, key);
  signed.allowObject("s3:PutObject");
  if (field("acl") !== undefined) signed.allowObject("s3:PutObjectAcl");
  const { tags: _, ...attributes } = attributesOf(call, {
    header: (name) => field(name === "x-amz-acl" ? "acl" : name),
    names: [...form.fields.keys()],
  });
  const tagging = field("tagging");
  const { s3 } = call;
  const size = form.file.length;
  const checksum = verifiedChecksum(form.file, Object.fromEntries(form.fields));
  const tags = tagging === undefined ? {} : parseTagDocument(tagging);
  const blob = await s3.store.blobs.write(form.file);
  const version = commit(signed, "ObjectCreated:Post", {
    ...attributes,
    tags,
    segments: [{ blob, size }],
    size,
    eTag: eTagOf(form.file),
    modified: s3.clock.now(),
    checksum,
  });
  const answer = postAnswer(call, form.fields, { key, eTag: version.eTag });
  call.authorized = signed.authorized;
  return { ...answer, headers: { ETag: `"${version.eTag}"`, ...writtenHeaders(call, version), ...answer.headers } };
}

async function formOf({ request }: Call): Promise<Form> {
  const type = request.headers["content-type"] ?? "";
  if (!type.startsWith("multipart/form-data")) {
    throw new S3Error("PreconditionFailed", undefined, {
      members: { Condition: "Bucket POST must be of the enclosure-type multipart/form-data" },
    });
  }
  let entries: [string, string | File][];
  try {
    const body = new Response(new Uint8Array(request.body), { headers: { "content-type": type } });
    entries = [...(await body.formData())] as [string, string | File][];
  } catch {
    throw new S3Error("MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data.");
  }
  // S3 ignores what follows the file.
  const place = entries.findIndex(([name, value]) => name.toLowerCase() === "file" && typeof value !== "string");
  if (place === -1) {
    throw new S3Error("InvalidArgument", "POST requires exactly one file upload per request.", {
      members: { ArgumentName: "file", ArgumentValue: "0" },
    });
  }
  const file = entries[place]![1] as File;
  const fields = entries.slice(0, place).map(([name, value]) => {
    const text = typeof value === "string" ? value : "";
    return [
      name.toLowerCase(),
      name.toLowerCase() === "key" ? text.replaceAll("${filename}", () => file.name) : text,
    ] as const;
  });
  return { fields: new Map(fields), file: bounded(Buffer.from(await file.arrayBuffer())) };
}

/** Returns the call with the principal that signed the policy; an anonymous call for a form without a policy. */
function signedCall(call: Call, { fields, file }: Form, key: string): Call {
  const { request, bucket, s3 } = call;
  const policy = fields.get("policy");
  if (policy === undefined) return new Call({ ...request, key }, bucket, s3);
  const [accessKeyId = "", ...scope] = (fields.get("x-amz-credential") ?? "").split("/");
  if (fields.get("x-amz-algorithm") !== "AWS4-HMAC-SHA256") {
    throw new S3Error(
      "InvalidArgument",
      "Bucket POST must contain a field named 'X-Amz-Algorithm'.  If it is specified, please check the order of the fields.",
    );
  }
  const caller = s3.registry.use(authorizer).authenticateText({
    service: "s3",
    accessKeyId,
    token: fields.get("x-amz-security-token") ?? "",
    scope: scope.join("/"),
    date: fields.get("x-amz-date") ?? "",
    text: policy,
    signature: fields.get("x-amz-signature") ?? "",
  });
  if (!("principal" in caller)) throw authenticationError(caller.refusal, caller.message);
  // Policies are signed by real time, as other requests are.
  checkPostPolicy(policy, { fields, bucket: bucket.name, size: file.length }, Date.now());
  return new Call({ ...request, key, principal: caller.principal }, bucket, s3);
}

/** Amazon S3 API Reference, "POST Object", `success_action_redirect` and `success_action_status`. */
function postAnswer(
  { bucket, header }: Call,
  fields: FormFields,
  { key, eTag }: { readonly key: string; readonly eTag: string },
): Result {
  const location = `http://${header("host") ?? "localhost"}/${bucket.name}/${encodeURIComponent(key)}`;
  const redirect = fields.get("success_action_redirect") ?? fields.get("redirect");
  if (redirect !== undefined && URL.canParse(redirect)) {
    const url = new URL(redirect);
    for (const [name, value] of Object.entries({ bucket: bucket.name, key, etag: `"${eTag}"` })) {
      url.searchParams.set(name, value);
    }
    return { statusCode: 303, headers: { Location: url.href } };
  }
  const status = fields.get("success_action_status");
  if (status === "200") return { headers: { Location: location } };
  if (status !== "201") return { statusCode: 204, headers: { Location: location } };
  return {
    statusCode: 201,
    headers: { Location: location, "Content-Type": "application/xml" },
    body: document("PostResponse", { Location: location, Bucket: bucket.name, Key: key, ETag: `"${eTag}"` }, ""),
  };
}
