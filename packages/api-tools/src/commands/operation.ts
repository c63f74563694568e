import type { Command } from "commander";
import type { RedriveOptions } from "../redrive";

const redriveHelp = `
SQS moves the dead letters of a queue back to it. For any other source, the command calls the function again with the
event of each dead letter, and deletes the letter after a success. A dead letter of a stream contains the position of a
change, which the command reads from the stream. Streams keep changes for 24 hours.

Letters that fail again stay in the queue. The command prints the reason of each and sets exit code 1.

Credentials and region come from the environment. The command needs, on the dead-letter queue:
sqs:ListDeadLetterSourceQueues, sqs:GetQueueAttributes, sqs:ReceiveMessage, sqs:DeleteMessage and
sqs:ChangeMessageVisibility. For a queue: sqs:StartMessageMoveTask and sqs:ListMessageMoveTasks too, and sqs:SendMessage
on the queue. For other sources: lambda:InvokeFunction, and for a stream dynamodb:GetShardIterator and dynamodb:GetRecords.

  pulumi stack output consumerNames --json | npx api-tools redrive publishChanges
  npx api-tools redrive publishChanges --url http://127.0.0.1:3000`;

/** Adds the commands for people who operate a stack. */
export function declareOperation(program: Command): void {
  program
    .command("redrive")
    .description("returns the dead letters of a consumer, after the cause of its failures is repaired")
    .argument("<consumer>", "name of the consumer, as in the stack output consumerNames")
    .option("--url <url>", "address of a local run (default: the deployed stack of standard input)")
    .addHelpText("after", redriveHelp)
    .action(async (consumer: string, options: Omit<RedriveOptions, "consumer">) => {
      const redrive = await import("../redrive");
      await redrive.main({ ...options, consumer });
    });
}
