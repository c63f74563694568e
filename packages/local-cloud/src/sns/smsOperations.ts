import { listOf } from "../kernel/protocols/jsonInput";
import { onAll, textOf, textsOf, type Operations } from "./api";
import { isPhoneNumber } from "./endpoints";
import { invalid } from "./errors";

/** Operations on the settings of SMS. Nobody can opt out of the messages of a local run. */
export function smsOperations(): Operations {
  const attributes = new Map<string, string>();
  return {
    CheckIfPhoneNumberIsOptedOut: {
      access: onAll("CheckIfPhoneNumberIsOptedOut"),
      run: (input) => {
        if (!isPhoneNumber(textOf(input, "phoneNumber"))) {
          throw invalid("PhoneNumber Reason: input incorrectly formatted");
        }
        return { isOptedOut: false };
      },
    },
    ListPhoneNumbersOptedOut: { access: onAll("ListPhoneNumbersOptedOut"), run: () => ({ phoneNumbers: [] }) },
    OptInPhoneNumber: { access: onAll("OptInPhoneNumber"), run: () => ({}) },
    SetSMSAttributes: {
      access: onAll("SetSMSAttributes"),
      run: (input) => {
        for (const [name, value] of Object.entries(textsOf(input, "attributes"))) attributes.set(name, value);
        return {};
      },
    },
    GetSMSAttributes: {
      access: onAll("GetSMSAttributes"),
      run: (input) => {
        const names = listOf(input, "attributes");
        const isNamed = ([name]: readonly [string, string]) => names.length === 0 || names.includes(name);
        return { attributes: new Map([...attributes].filter(isNamed)) };
      },
    },
  };
}
