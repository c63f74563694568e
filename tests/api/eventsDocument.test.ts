import { expect } from "chai";
import { Spectral } from "@stoplight/spectral-core";
import { asyncapi } from "@stoplight/spectral-rulesets";
import Ajv from "ajv";
import { bus, event } from "../../api/buses/declaration";
import { asyncApiDocument } from "../../api/buses/document";
import { document } from "../../api/buses/published";
import { stacks } from "../support/approved";
import { declared } from "../support/program";

/** Rules that are off: EventBridge's endpoint depends on the region, and a contact's address on the owner. */
const rules = {
  "asyncapi-servers": "off",
  "asyncapi-info-contact-properties": "off",
  // Tools for 3.0 are common, and no addition of 3.1 is used.
  "asyncapi-latest-version": "off",
} as const;

/** Returns the violations of Spectral's AsyncAPI rules, AsyncAPI's own JSON Schema included. */
async function findViolations(value: unknown): Promise<string[]> {
  const spectral = new Spectral();
  spectral.setRuleset({ extends: [[asyncapi as never, "recommended"]], rules });
  const problems = await spectral.run(structuredClone(value) as never);
  return problems.map(({ code, path, message }) => `${code} ${path.join(".")}: ${message}`);
}

const detail = { thing: { title: "Thing", type: "object", properties: { name: { type: "string" } } } } as const;
const made = event({ type: "Made", source: "shop", summary: "A thing was made", detail });
const things = bus({ logicalName: "Things", events: [made] });

describe("the published document of events", () => {
  it("passes Spectral's AsyncAPI rules, which reject a document in another form", async () => {
    const made = asyncApiDocument("shop", { things })!;
    for (const each of document === undefined ? [made] : [document, made]) {
      expect(await findViolations(each)).to.deep.equal([]);
    }
    const { info: _info, ...broken } = made;
    const channels = { things: { address: 1 } };
    const violations = (await findViolations({ ...broken, channels })).join("\n");
    expect(violations).to.include("info").and.to.include("channels.things.address");
  });

  it("is what each stack's local run reads", async () => {
    for (const stack of stacks) expect((await declared(stack)).eventsDocument).to.deep.equal(document);
  });

  it("is absent without a bus", () => {
    expect(asyncApiDocument("shop", {})).to.equal(undefined);
  });

  it("describes an event as EventBridge delivers it, by JSON Schema", () => {
    const { channels, operations, components } = asyncApiDocument("shop", { things })!;
    expect(channels).to.deep.equal({
      things: {
        address: null,
        description: "The event bus Things",
        messages: { Made: { $ref: "#/components/messages/Made" } },
      },
    });
    expect(operations).to.deep.equal({
      "publish-things": {
        action: "send",
        channel: { $ref: "#/channels/things" },
        description: "Publishes the events of things",
      },
    });
    const check = new Ajv({ formats: { "date-time": true }, keywords: ["components"] }).compile({
      components,
      ...(components.messages["Made"] as { payload: object }).payload,
    });
    const delivered = {
      version: "0",
      id: "i",
      source: "shop",
      "detail-type": "Made",
      time: "2026-01-02T03:04:05Z",
      detail: { eventId: "e", thing: { name: "a" } },
    };
    const results = [
      delivered,
      { ...delivered, source: "other" },
      { ...delivered, "detail-type": "Other" },
      { ...delivered, detail: { thing: { name: "a" } } },
      { ...delivered, detail: { eventId: "e" } },
      { ...delivered, detail: { eventId: "e", thing: { name: 1 } } },
    ].map((each) => check(each));
    expect(results).to.deep.equal([true, false, false, false, false, false]);
  });

  it("contains an event of two buses once, and events of one type apart", async () => {
    const other = event({ type: "Made", source: "factory", summary: "A part was made", detail: {} });
    const parts = bus({ logicalName: "Parts", events: [other] });
    const copies = bus({ logicalName: "Copies", events: [made] });
    const found = asyncApiDocument("shop", { things, parts, copies })!;
    expect(Object.keys(found.components.messages)).to.deep.equal(["Made", "parts.Made"]);
    expect(Object.values(found.channels).map((channel) => (channel as { messages: object }).messages)).to.deep.equal([
      { Made: { $ref: "#/components/messages/Made" } },
      { Made: { $ref: "#/components/messages/parts.Made" } },
      { Made: { $ref: "#/components/messages/Made" } },
    ]);
    expect(await findViolations(found)).to.deep.equal([]);
  });

  it("contains an example of OpenAPI as JSON Schema's examples, but keeps a property of that name", () => {
    const example = { type: "string", example: "a" } as const;
    const list = { type: "array", items: { type: "object", properties: { example } } } as const;
    const listed = event({ type: "Listed", source: "shop", summary: "Listed", detail: { list } });
    const { messages } = asyncApiDocument("shop", {
      lists: bus({ logicalName: "Lists", events: [listed] }),
    })!.components;
    expect(messages["Listed"])
      .to.have.nested.property("payload.properties.detail.properties.list")
      .that.deep.equals({
        type: "array",
        items: { type: "object", properties: { example: { type: "string", examples: ["a"] } } },
      });
  });
});
