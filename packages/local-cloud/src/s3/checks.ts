import { knownText, refuseSame, type Check, type TypeChecks } from "../kernel/checks";
import { policyFault } from "../kernel/policies/policySyntax";

/** Amazon S3 User Guide, "General purpose bucket naming rules". */
const rules: readonly (readonly [wrong: RegExp, rule: string])[] = [
  [/^(?:.{0,2}|.{64,})$/, "names are between 3 and 63 characters long"],
  [/[^a-z0-9.-]/, "names consist of lowercase letters, digits, dots and hyphens"],
  [/^[^a-z0-9]|[^a-z0-9]$/, "names begin and end with a letter or a digit"],
  [/\.\./, "names have no two adjacent dots"],
  [/^\d+\.\d+\.\d+\.\d+$/, "names are not formatted as an IP address"],
  [/^(?:xn--|sthree-|amzn-s3-demo-)/, "the prefixes xn--, sthree- and amzn-s3-demo- are reserved"],
  [
    /(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/,
    "the suffixes -s3alias, --ol-s3, .mrap, --x-s3 and --table-s3 are reserved",
  ],
];

const nameRefusal: Check = (_, { inputs }) => {
  const name = knownText(inputs, "bucket");
  const [, rule] = (name === undefined ? undefined : rules.find(([wrong]) => wrong.test(name))) ?? [];
  return rule === undefined ? undefined : `The specified bucket is not valid. (bucket '${name}': ${rule})`;
};

/** Maximum length of an object key in bytes (Amazon S3 User Guide, "Naming Amazon S3 objects"). */
const maxKey = 1_024;

const keyRefusal: Check = (state) => {
  const key = knownText(state, "key") ?? "";
  return Buffer.byteLength(key) > maxKey
    ? `Your key is too long (${Buffer.byteLength(key)} bytes, at most ${maxKey})`
    : undefined;
};

const policyRefusal: Check = (state) => {
  const policy = knownText(state, "policy");
  return policy === undefined ? undefined : policyFault(policy, "resource");
};

const buckets = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];
const objects = ["aws:s3/bucketObject:BucketObject", "aws:s3/bucketObjectv2:BucketObjectv2"];

/** S3's checks of buckets, objects and bucket policies. */
export const s3Checks: readonly TypeChecks[] = [
  ...buckets.flatMap((type): TypeChecks[] => [
    { type, label: "bucket", code: "InvalidBucketName", checks: [nameRefusal] },
    {
      type,
      label: "bucket",
      code: "BucketAlreadyOwnedByYou",
      statusCode: 409,
      checks: [
        refuseSame(
          ({ inputs }) => knownText(inputs, "bucket"),
          () => "Your previous request to create the named bucket succeeded and you already own it.",
        ),
      ],
    },
  ]),
  ...objects.map((type): TypeChecks => ({ type, label: "object", code: "KeyTooLongError", checks: [keyRefusal] })),
  {
    type: "aws:s3/bucketPolicy:BucketPolicy",
    label: "bucket policy",
    code: "MalformedPolicy",
    checks: [policyRefusal],
  },
];
