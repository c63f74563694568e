import type { EndpointService } from "../kernel/protocols/serviceEndpoint";

/** Returns one service from two parts with the same signing name. At least one of them selects its requests. */
export function joinParts(one: EndpointService, other: EndpointService): EndpointService {
  const [part, rest] = one.handles === undefined ? [other, one] : [one, other];
  const partFor = (request: { readonly method: string; readonly target: string }) =>
    part.handles?.(request) === true ? part : rest;
  const { handles } = rest;
  return {
    signingName: one.signingName,
    // Two parts that select their requests leave all others to a third one.
    ...(handles === undefined ? {} : { handles: (request) => partFor(request) === part || handles(request) }),
    answer: (request) => partFor(request).answer(request),
    refuse: (refusal, request) => partFor(request).refuse(refusal, request),
  };
}
