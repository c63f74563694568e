import { BoundedMap } from "../kernel/bounds/boundedMap";
import type { Facts } from "../kernel/facts/facts";
import type { DurableMap } from "../kernel/durableMap";
import type { MailboxMessage } from "../kernel/interfaces/topics";

/** Maximum number and size of kept messages. The oldest are dropped. */
const limits = { entries: 500, bytes: 4_194_304 };

/** The emails and SMS of a run, which a person would receive. `--data` keeps them. */
export class Mailbox {
  private readonly kept = new BoundedMap<string, MailboxMessage>(
    limits,
    ({ subject, text }) => 200 + subject.length + text.length,
  );

  /** @param stored messages by id, oldest first. */
  constructor(
    private readonly facts: Pick<Facts, "report">,
    private readonly stored: DurableMap<MailboxMessage>,
  ) {
    for (const [id, mail] of stored) this.kept.set(id, mail);
  }

  get messages(): readonly MailboxMessage[] {
    return this.kept.values;
  }

  add(mail: MailboxMessage, trace: string | undefined): void {
    this.kept.set(mail.id, mail);
    this.stored.set(mail.id, mail);
    for (const [id] of this.stored) {
      if (this.kept.get(id) !== undefined) break;
      this.stored.delete(id);
    }
    this.facts.report(() => ({ kind: "mail", trace, mail }));
  }

  close(): void {
    this.stored.close();
  }
}
