import { DurableMap } from "../kernel/durableMap";
import { queryService } from "../kernel/protocols/queryService";
import type { Run, Service, ServiceDefinition } from "../kernel/service";
import { serviceEndpoint } from "../kernel/protocols/serviceEndpoint";
import { topics } from "../kernel/interfaces/topics";
import type { SnsApi } from "./api";
import { snsChecks } from "./checks";
import { Confirmations } from "./confirmations";
import { declareTopics } from "./declared";
import { Deliveries } from "./deliveries";
import { Mailbox } from "./mailbox";
import type { Subscription, Topic } from "./model";
import { permissionOperations } from "./permissionOperations";
import { Publisher } from "./publisher";
import { publishOperations } from "./publishOperations";
import { smsOperations } from "./smsOperations";
import { TopicStore, type Sent } from "./store";
import { subscriptionOperations } from "./subscriptionOperations";
import { tagOperations } from "./tagOperations";
import { topicOperations } from "./topicOperations";
import { types } from "./types";

/** Amazon SNS: topics, subscriptions, and a mailbox for emails and SMS. */
export const sns: ServiceDefinition = {
  emulates: types,
  refuses: snsChecks,
  create: (run) => new Sns(run),
};

class Sns implements Service {
  private api: SnsApi | undefined;
  private deliveries: Deliveries | undefined;
  private mailbox: Mailbox | undefined;

  constructor(private readonly run: Run) {}

  start(): Promise<void> {
    const { run } = this;
    const store = openStore(run.dataDir);
    const mailbox = new Mailbox(run.facts, DurableMap.open(run.dataDir, "sns-mailbox"));
    this.mailbox = mailbox;
    const deliveries = new Deliveries(run, mailbox);
    const publisher = new Publisher({ run, store, deliveries, mailbox });
    const confirmations = new Confirmations({ run, store, publisher, mailbox, stopping: deliveries.signal });
    this.deliveries = deliveries;
    this.api = { store, publisher, confirmations, clock: run.clock };
    run.registry.offer(topics, publisher);
    serve(run, this.api, mailbox);
    return Promise.resolve();
  }

  declare({ resources }: Parameters<NonNullable<Service["declare"]>>[0]): void {
    const { store, confirmations } = this.api!;
    for (const subscription of declareTopics(store, resources)) confirmations.request(subscription);
  }

  stop(): Promise<void> {
    this.deliveries?.stop();
    this.api?.store.close();
    this.mailbox?.close();
    return Promise.resolve();
  }
}

function openStore(dataDir: string | undefined): TopicStore {
  return new TopicStore({
    topics: DurableMap.open<Topic>(dataDir, "sns-topics"),
    subscriptions: DurableMap.open<Subscription>(dataDir, "sns-subscriptions"),
    sent: DurableMap.open<Sent>(dataDir, "sns-deduplication"),
  });
}

function serve({ registry }: Run, api: SnsApi, mailbox: Mailbox): void {
  const operations = {
    ...topicOperations(api),
    ...subscriptionOperations(api),
    ...publishOperations(api, mailbox),
    ...permissionOperations(api),
    ...tagOperations(api),
    ...smsOperations(),
  };
  const service = queryService({
    signingName: "sns",
    namespace: "http://sns.amazonaws.com/doc/2010-03-31/",
    registry,
    operations,
    anonymous: ["ConfirmSubscription", "Unsubscribe"],
    // SNS writes its actions in capital letters.
    denied: {
      code: "AuthorizationError",
      statusCode: 403,
      messageOf: (denial) => denial.replace(/ sns:(?=[A-Z])/g, " SNS:"),
    },
  });
  registry.use(serviceEndpoint).serve(service);
}
