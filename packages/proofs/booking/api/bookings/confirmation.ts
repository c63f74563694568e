import { PDFDocument, StandardFonts } from "pdf-lib";
import type { Booking } from "./store";

/** Returns a page of A4 with the confirmation of a booking. */
export async function confirmationOf({ room, date, guest }: Booking): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.setTitle(`Booking of ${date}`);
  const font = await document.embedFont(StandardFonts.Helvetica);
  const page = document.addPage([595, 842]);
  page.drawText(`Room ${room}`, { x: 60, y: 760, size: 18, font });
  page.drawText(`${date}, for ${guest}`, { x: 60, y: 730, size: 12, font });
  return document.save();
}
