import { s3Checks } from "../../src/s3/checks";
import { declared, describeChecks } from "../support/declared";

const type = "aws:s3/bucket:Bucket";
const bad = (name: string, rule: string) =>
  `InvalidBucketName: The specified bucket is not valid. (bucket '${name}': ${rule})`;
const cases: readonly (readonly [name: string, rule: string])[] = [
  ["ab", "names are between 3 and 63 characters long"],
  ["b".repeat(64), "names are between 3 and 63 characters long"],
  ["Photos", "names consist of lowercase letters, digits, dots and hyphens"],
  ["my_photos", "names consist of lowercase letters, digits, dots and hyphens"],
  ["-photos", "names begin and end with a letter or a digit"],
  ["photos.", "names begin and end with a letter or a digit"],
  ["my..photos", "names have no two adjacent dots"],
  ["192.168.5.4", "names are not formatted as an IP address"],
  ["xn--photos", "the prefixes xn--, sthree- and amzn-s3-demo- are reserved"],
  ["photos-s3alias", "the suffixes -s3alias, --ol-s3, .mrap, --x-s3 and --table-s3 are reserved"],
];

describeChecks(
  s3Checks,
  type,
  [
    ...cases.map(([bucket, rule]) => [{ bucket }, bad(bucket, rule)] as const),
    [
      { bucket: "photos" },
      "BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded and you already own it.",
      declared(type, { bucket: "photos" }),
    ],
  ],
  [{}, { bucket: "abc" }, { bucket: "b".repeat(63) }, { bucket: "my.photos-2" }],
);

describeChecks(
  s3Checks,
  "aws:s3/bucketObject:BucketObject",
  [[{ key: "é".repeat(513) }, "KeyTooLongError: Your key is too long (1026 bytes, at most 1024)"]],
  [{ key: "é".repeat(512) }],
);

describeChecks(
  s3Checks,
  "aws:s3/bucketPolicy:BucketPolicy",
  [
    [
      { policy: '{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}' },
      "MalformedPolicy: Missing required field Principal",
    ],
  ],
  [{ policy: '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}]}' }],
);
