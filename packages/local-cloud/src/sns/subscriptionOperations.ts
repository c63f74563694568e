import { randomUUID } from "node:crypto";
import { accountId } from "../kernel/identity";
import { optionalText } from "../kernel/protocols/jsonInput";
import type { CallContext, JsonInput } from "../kernel/protocols/jsonService";
import { accessTo, onAll, onTopic, pageOf, textOf, textsOf, topicOf, type Operations, type SnsApi } from "./api";
import { checkSubscriptionArn, checkTopicArn, topicArnOf } from "./arns";
import { newToken } from "./confirmations";
import { checkEndpoint, needsConfirmation } from "./endpoints";
import { invalid, missing, snsError, subscriptionNotFound } from "./errors";
import type { Attributes, Subscription } from "./model";
import {
  checkSubscriptionAttributes,
  shownSubscriptionAttributes,
  withSubscriptionAttributes,
} from "./subscriptionAttributes";

/** Operations on subscriptions. */
export function subscriptionOperations(api: SnsApi): Operations {
  return {
    Subscribe: { access: onTopic(api, "Subscribe"), run: (input, context) => subscribe(api, input, context) },
    ...confirmationOperations(api),
    ...listOperations(api),
    ...attributeOperations(api),
  };
}

function subscribe(api: SnsApi, input: JsonInput, context: CallContext): object {
  const { store, confirmations } = api;
  const topicArn = topicOf(api, input, context).arn;
  const protocol = textOf(input, "Protocol");
  const endpoint = optionalText(input, "Endpoint");
  checkEndpoint(protocol, endpoint, topicArn);
  if (endpoint === undefined) throw invalid("Endpoint");
  const given = textsOf(input, "Attributes");
  const target = { topicArn, protocol, endpoint, attributes: {} };
  checkSubscriptionAttributes(given, target, "Attributes Reason: ");
  const attributes = withSubscriptionAttributes({}, given);
  const existing = store
    .subscriptionsOf(topicArn)
    .find((each) => each.endpoint === endpoint && each.protocol === protocol);
  if (existing !== undefined) {
    checkSame(existing, attributes);
    return { SubscriptionArn: shownArn(existing, isReturned(input)) };
  }
  const subscription: Subscription = {
    ...target,
    arn: `${topicArn}:${randomUUID()}`,
    principal: context.principal.sessionArn,
    attributes,
    isConfirmed: !needsConfirmation(protocol),
    wasAuthenticated: !needsConfirmation(protocol),
    token: newToken(),
  };
  store.putSubscription(subscription);
  if (!subscription.isConfirmed) confirmations.request(subscription);
  return { SubscriptionArn: shownArn(subscription, isReturned(input)) };
}

function isReturned(input: JsonInput): boolean {
  return String(input["ReturnSubscriptionArn"]) === "true";
}

function shownArn({ arn, isConfirmed }: Subscription, isForced: boolean): string {
  return isConfirmed || isForced ? arn : "pending confirmation";
}

/** Subscribing again changes nothing, and must give the same attributes. @throws ServiceError */
function checkSame(existing: Subscription, given: Attributes): void {
  const before: Attributes = { RawMessageDelivery: "false", ...existing.attributes };
  if (Object.entries(given).some(([name, value]) => before[name] !== value)) {
    throw invalid("Attributes Reason: Subscription already exists with different attributes");
  }
}

function confirmationOperations({ store, confirmations }: SnsApi): Operations {
  return {
    ConfirmSubscription: {
      run: (input, { region, isSigned }) => {
        const topicArn = textOf(input, "TopicArn");
        const token = textOf(input, "Token");
        if (!isTopicArn(topicArn, region)) throw invalid("Topic");
        if (!/^[\da-f]{64,512}$/.test(token)) throw snsError("InvalidParameter", "Invalid token");
        const confirmed = confirmations.confirm(topicArn, token, isSigned);
        if (confirmed === undefined) throw invalid("Token");
        return { SubscriptionArn: confirmed.arn };
      },
    },
    Unsubscribe: {
      access: (input, { isSigned }) => {
        const arn = checkSubscriptionArn(textOf(input, "SubscriptionArn"));
        return isSigned ? [accessTo(store, topicArnOf(arn), "Unsubscribe")] : [];
      },
      run: (input) => {
        const subscription = store.subscription(textOf(input, "SubscriptionArn"));
        if (subscription === undefined) return {};
        store.deleteSubscription(subscription);
        confirmations.reportEnd(subscription);
        return {};
      },
    },
  };
}

function isTopicArn(arn: string, region: string): boolean {
  try {
    checkTopicArn(arn, region);
    return true;
  } catch {
    return false;
  }
}

function listOperations(api: SnsApi): Operations {
  const { store } = api;
  return {
    ListSubscriptions: {
      access: onAll("ListSubscriptions"),
      run: (input, { region }) =>
        listed(
          store.subscriptions.filter(({ arn }) => arn.split(":")[3] === region),
          input,
        ),
    },
    ListSubscriptionsByTopic: {
      access: onTopic(api, "ListSubscriptionsByTopic"),
      run: (input, context) => listed(store.subscriptionsOf(topicOf(api, input, context).arn), input),
    },
  };
}

function listed(all: readonly Subscription[], input: JsonInput): object {
  const { page, ...more } = pageOf(all, input);
  const Subscriptions = page.map(({ arn, topicArn, protocol, endpoint, isConfirmed }) => ({
    SubscriptionArn: isConfirmed ? arn : "PendingConfirmation",
    Owner: accountId,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  }));
  return { Subscriptions, ...more };
}

function attributeOperations({ store }: SnsApi): Operations {
  const require = (input: JsonInput): Subscription => {
    const subscription = store.subscription(checkSubscriptionArn(textOf(input, "SubscriptionArn")));
    if (subscription === undefined) throw subscriptionNotFound();
    return subscription;
  };
  const access = (action: string) => (input: JsonInput) => [
    accessTo(store, topicArnOf(checkSubscriptionArn(textOf(input, "SubscriptionArn"))), action),
  ];
  return {
    GetSubscriptionAttributes: {
      access: access("GetSubscriptionAttributes"),
      run: (input) => {
        const subscription = require(input);
        const policy = store.find(subscription.topicArn)?.attributes["DeliveryPolicy"];
        return { Attributes: shownSubscriptionAttributes(subscription, policy) };
      },
    },
    SetSubscriptionAttributes: {
      access: access("SetSubscriptionAttributes"),
      run: (input) => {
        const subscription = require(input);
        const name = optionalText(input, "AttributeName");
        if (name === undefined) throw missing("AttributeName");
        const given = { [name]: optionalText(input, "AttributeValue") ?? "" };
        checkSubscriptionAttributes(given, subscription, "");
        const attributes = withSubscriptionAttributes(subscription.attributes, given);
        store.putSubscription({ ...subscription, attributes });
        return {};
      },
    },
  };
}
