import { createHmac } from "node:crypto";
import { expect } from "chai";
import { localSecrets } from "../support/localRun";
import { target, type Target } from "./target";

/** The secret of the tested stage; a local run has a value of its own. */
const signingSecret = process.env["STRIPE_SIGNING_SECRET"] ?? localSecrets["stripeSigningSecret"]!;

interface Body {
  readonly id: string;
  readonly error: string;
  readonly paid: boolean;
  readonly photo: string;
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

describe("the booking API", () => {
  let t: Target;
  before(async () => {
    t = await target();
  });

  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    t.send(path, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
  const read = async (sent: Promise<Response>) => {
    const response = await sent;
    const text = await response.text();
    return { status: response.status, body: (text === "" ? {} : JSON.parse(text)) as Body };
  };
  const addRoom = async () => (await read(send("POST", "/rooms", { name: "Sea view", beds: 2 }))).body.id;
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
      for (const [name, value] of Object.entries(form.fields)) data.append(name, value);
      data.append("file", content, "room.jpg");
      return fetch(form.url, { method: "POST", body: data });
    };
    expect((await upload(new Blob([]))).status).to.equal(400);
    expect((await upload(new Blob(["a photo"], { type: "image/jpeg" }))).status).to.equal(204);
    const { body: link } = await read(send("GET", `/rooms/${room}/photos/${form.photo}`));
    expect(await (await fetch(link.url)).text()).to.equal("a photo");
  });

  it("reports bookings to a token, and to no key alone", async () => {
    const room = await addRoom();
    await book(room, 'A "quoted" guest');
    expect((await send("GET", "/reports/bookings", undefined, { Authorization: "" })).status).to.equal(401);
    const lines = (await (await send("GET", "/reports/bookings")).text()).split("\n");
    expect(lines).to.include(`${room},2027-02-14,"A ""quoted"" guest"`);
  });
});
