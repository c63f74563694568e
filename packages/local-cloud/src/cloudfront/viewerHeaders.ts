import type { Viewer } from "./admit";
import { headerOf, type HeaderLines } from "./headers";
import type { ViewerRequest } from "./model";

/** Devices by a part of their User-Agent. Some tablets count as mobile viewers too, as on AWS. */
const devices = {
  tablet: /\biPad\b|\bAndroid\b(?!.*\bMobile\b)|\bTablet\b/,
  mobile: /\bMobile\b|\biPhone\b|\biPod\b/,
  smarttv: /Smart-?TV|\bTizen\b|\bWeb0S\b|AppleTV|GoogleTV|\bBRAVIA\b/i,
  android: /\bAndroid\b/,
  ios: /\biPhone\b|\biPad\b|\biPod\b/,
} as const;

/**
 * Returns the headers with facts about a viewer, by lower-case name (CloudFront Developer Guide, "Add CloudFront request
 * headers"). A local run has no data about cities, networks and fingerprints.
 */
export function viewerHeaders({ country, protocol }: Viewer, request: ViewerRequest): HeaderLines {
  const agent = headerOf(request.headers, "user-agent") ?? "";
  const is = Object.entries(devices).map(([device, pattern]) => [device, pattern.test(agent)] as const);
  const isDesktop = is.every(([, isFound]) => !isFound);
  return [
    ["cloudfront-forwarded-proto", protocol],
    ["cloudfront-viewer-address", `${request.clientIp}:${request.clientPort ?? 0}`],
    ["cloudfront-viewer-country", country],
    ["cloudfront-viewer-country-name", new Intl.DisplayNames("en", { type: "region" }).of(country) ?? country],
    ["cloudfront-viewer-http-version", "1.1"],
    ...is.map(([device, isFound]) => [`cloudfront-is-${device}-viewer`, String(isFound)] as const),
    ["cloudfront-is-desktop-viewer", String(isDesktop)],
  ];
}

/** Names of these headers. */
export const viewerHeaderNames: readonly string[] = [
  "cloudfront-forwarded-proto",
  "cloudfront-viewer-address",
  "cloudfront-viewer-country",
  "cloudfront-viewer-country-name",
  "cloudfront-viewer-http-version",
  ...Object.keys(devices).map((device) => `cloudfront-is-${device}-viewer`),
  "cloudfront-is-desktop-viewer",
];
