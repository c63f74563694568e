import type { JsonInput } from "../kernel/protocols/jsonService";
import { invalidAttributeValue, snsError } from "./errors";
import type { MessageAttribute, MessageAttributes } from "./model";

/** Maximum length of a name (SNS Developer Guide, "Message attributes"). */
const maxNameLength = 256;

/** Returns the checked attributes of a message. @param at path of the message in the request, for messages. @throws ServiceError */
export function attributesOf(input: JsonInput, at = ""): MessageAttributes {
  const given = input["MessageAttributes"];
  if (typeof given !== "object" || given === null) return {};
  const attributes = given as MessageAttributes;
  for (const [name, attribute] of Object.entries(attributes)) checkAttribute(name, attribute, at);
  return attributes;
}

function checkAttribute(name: string, attribute: Partial<MessageAttribute>, at: string): void {
  checkName(name);
  const { DataType: type, StringValue: text, BinaryValue: bytes } = attribute;
  if (type === undefined) {
    const path = `${at}messageAttributes.${name}.member.dataType`;
    const message = `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`;
    throw snsError("ValidationError", message);
  }
  const named = `The message attribute '${name}'`;
  if (!/^(?:String|Number|Binary)(?:\..+)?$/s.test(type)) {
    throw invalidAttributeValue(
      `${named} has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  const isBinary = type.startsWith("Binary");
  const [own, other] = isBinary ? [bytes, text] : [text, bytes];
  if (own === undefined && other !== undefined) {
    throw invalidAttributeValue(`${named} with type '${type}' must use field '${isBinary ? "Binary" : "String"}'.`);
  }
  if (own === undefined || own === "") {
    throw invalidAttributeValue(
      `${named} must contain non-empty message attribute value for message attribute type '${type}'.`,
    );
  }
  if (type.startsWith("Number") && !isNumber(own)) {
    throw invalidAttributeValue(`Could not cast message attribute '${name}' value to number.`);
  }
}

function isNumber(text: string): boolean {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text);
}

/** Messages recorded on AWS (localstack, test_empty_or_wrong_message_attributes). */
function checkName(name: string): void {
  if (name.length > maxNameLength) {
    throw invalidAttributeValue("Length of message attribute name must be less than 256 bytes.");
  }
  if (name.startsWith(".")) {
    throw invalidAttributeValue("Invalid message attribute name starting with character '.' was found.");
  }
  if (name.endsWith(".")) {
    throw invalidAttributeValue("Invalid message attribute name ending with character '.' was found.");
  }
  const [wrong] = /[^\w.-]/.exec(name) ?? [];
  if (wrong !== undefined) {
    const code = wrong.charCodeAt(0).toString(16).toUpperCase();
    throw invalidAttributeValue(
      `Invalid non-alphanumeric character '#x${code}' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.`,
    );
  }
  if (name.includes("..")) {
    throw invalidAttributeValue("Message attribute name can not have successive '.' character.");
  }
}

/** Returns the size of attributes: names, types and values count. */
export function attributeBytes(attributes: MessageAttributes): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue = "", BinaryValue = "" }]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      Buffer.byteLength(StringValue) +
      Buffer.byteLength(BinaryValue, "base64"),
    0,
  );
}
