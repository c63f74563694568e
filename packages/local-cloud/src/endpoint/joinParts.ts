import type { EndpointService } from "../kernel/serviceEndpoint";

/** Returns one service from two parts with the same signing name. One of them selects its requests. */
export function joinParts(one: EndpointService, other: EndpointService): EndpointService {
  const [part, rest] = one.handles === undefined ? [other, one] : [one, other];
  const partFor = (request: { readonly method: string; readonly target: string }) =>
    part.handles?.(request) === true ? part : rest;
  return {
    signingName: one.signingName,
    answer: (request) => partFor(request).answer(request),
    refuse: (refusal, request) => partFor(request).refuse(refusal, request),
  };
}
