import { BoundedMap } from "../kernel/boundedMap";
import type { Facts } from "../kernel/facts";
import type { MailboxMessage } from "../kernel/topics";

/** Maximum number and size of kept messages. The oldest are dropped. */
const limits = { entries: 500, bytes: 4_194_304 };

/** The emails and SMS of a run, which a person would receive. */
export class Mailbox {
  private readonly kept = new BoundedMap<string, MailboxMessage>(
    limits,
    ({ subject, text }) => 200 + subject.length + text.length,
  );

  constructor(private readonly facts: Pick<Facts, "report">) {}

  get messages(): readonly MailboxMessage[] {
    return this.kept.values;
  }

  add(mail: MailboxMessage, trace: string | undefined): void {
    this.kept.set(mail.id, mail);
    this.facts.report(() => ({ kind: "mail", trace, mail }));
  }
}
