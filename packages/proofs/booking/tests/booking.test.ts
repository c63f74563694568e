import { createHmac } from "node:crypto";
import { expect } from "chai";
import { commandHeaders } from "@onemachine/local-cloud";
import { startCloud, type Cloud } from "@onemachine/local-cloud/testing";
import { root } from "./support/program";

const signingSecret = "whsec_0123456789abcdef";

describe("the booking API", () => {
  let cloud: Cloud;
  before(async () => {
    cloud = await startCloud({
      program: root,
      secrets: { stripeSigningSecret: signingSecret },
      clock: "running",
      console: true,
    });
  });
  after(() => cloud?.stop());
  afterEach(() => expect(cloud.denials()).to.deep.equal([]));

  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(`${cloud.url}${path}`, {
      method,
      headers: { "x-api-key": cloud.apiKey!, "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
  const read = async (response: Promise<Response>) => {
    const { status } = await response;
    const text = await (await response).text();
    return { status, body: (text === "" ? undefined : JSON.parse(text)) as any };
  };
  const addRoom = async () => (await read(send("POST", "/rooms", { name: "Sea view", beds: 2 }))).body.id as string;
  const book = (room: string, guest: string) =>
    read(send("POST", `/rooms/${room}/bookings`, { date: "2027-02-14", guest }));

  it("books a room once, and names the reason of each refusal", async () => {
    const room = await addRoom();
    expect((await book(room, "First")).status).to.equal(201);
    const taken = await book(room, "Second");
    expect([taken.status, taken.body.error]).to.deep.equal([409, "The room is taken"]);
    const missing = await book("00000000-0000-4000-8000-000000000000", "First");
    expect([missing.status, missing.body.error]).to.deep.equal([404, "Room not found"]);
  });

  it("answers a confirmation as PDF", async () => {
    const room = await addRoom();
    await book(room, "First");
    const response = await send("GET", `/rooms/${room}/bookings/2027-02-14/confirmation.pdf`);
    expect(response.headers.get("content-type")).to.equal("application/pdf");
    const bytes = Buffer.from(await response.arrayBuffer());
    expect([bytes.subarray(0, 5).toString(), bytes.subarray(-6).toString().trim()]).to.deep.equal(["%PDF-", "%%EOF"]);
  });

  it("marks a booking as paid by an event that Stripe has signed, and by no other", async () => {
    const room = await addRoom();
    await book(room, "First");
    const event = JSON.stringify({
      type: "checkout.session.completed",
      data: { object: { metadata: { room, date: "2027-02-14" } } },
    });
    const signed = (secret: string, at = Date.now()) => {
      const time = Math.floor(at / 1000);
      const signature = createHmac("sha256", secret).update(`${time}.${event}`).digest("hex");
      return { "Stripe-Signature": `t=${time},v1=${signature}`, "x-api-key": "" };
    };
    const post = (headers: Record<string, string>) => read(send("POST", "/payments/events", event, headers));
    expect((await post(signed("another"))).status).to.equal(401);
    expect((await post(signed(signingSecret, Date.now() - 600_000))).status).to.equal(401);
    expect((await read(send("GET", `/rooms/${room}/bookings/2027-02-14`))).body.paid).to.equal(false);
    expect((await post(signed(signingSecret))).status).to.equal(204);
    expect((await read(send("GET", `/rooms/${room}/bookings/2027-02-14`))).body.paid).to.equal(true);
  });

  it("takes a photo of the declared type and size from a browser, and links to it", async () => {
    const room = await addRoom();
    const { body: form } = await read(send("POST", `/rooms/${room}/photos`));
    const upload = (content: Blob) => {
      const data = new FormData();
      for (const [name, value] of Object.entries(form.fields as Record<string, string>)) data.append(name, value);
      data.append("file", content, "room.jpg");
      return fetch(form.url as string, { method: "POST", body: data });
    };
    expect((await upload(new Blob([]))).status).to.equal(400);
    expect((await upload(new Blob(["a photo"], { type: "image/jpeg" }))).status).to.equal(204);
    const { body: link } = await read(send("GET", `/rooms/${room}/photos/${form.photo}`));
    expect(await (await fetch(link.url as string)).text()).to.equal("a photo");
  });

  it("reports bookings to a token with the scope, and to no key alone", async () => {
    const { origin } = new URL(cloud.url);
    const { project, stack } = cloud.location;
    const tokenWith = async (scope: string) => {
      const response = await fetch(`${origin}/_local/tokens`, {
        method: "POST",
        headers: await commandHeaders(origin),
        body: JSON.stringify({ scopes: [`${project}-${stack}/${scope}`] }),
      });
      return ((await response.json()) as { token: string }).token;
    };
    const report = async (scope: string) =>
      fetch(`${cloud.url}/reports/bookings`, { headers: { Authorization: `Bearer ${await tokenWith(scope)}` } });
    const room = await addRoom();
    await book(room, 'A "quoted" guest');
    expect((await send("GET", "/reports/bookings")).status).to.equal(401);
    expect((await report("read")).status).to.equal(401);
    const lines = (await (await report("report")).text()).split("\n");
    expect(lines).to.include(`${room},2027-02-14,"A ""quoted"" guest"`);
  });
});
