import type { StackLocation } from "../kernel/identity";
import { Api, valueOf } from "./api";
import { maxNames, namesOf, pageOf, textOf } from "./input";
import { optionalText, tagsOf } from "../kernel/protocols/jsonInput";
import { ServiceError, type JsonInput, type JsonOperation } from "../kernel/protocols/jsonService";
import { referenceOf } from "./names";
import type { Parameters, ParameterType, ParameterVersion } from "./parameters";

const types: readonly string[] = ["String", "StringList", "SecureString"];

/** Operations of Parameter Store. */
export function parameterOperations(parameters: Parameters, location: StackLocation): Record<string, JsonOperation> {
  const api = new Api(parameters, location);
  return { ...readOperations(api), ...writeOperations(api), ...describeOperations(api), ...tagOperations(api) };
}

const oneName = (input: JsonInput) => [referenceOf(textOf(input, "Name")).name];
const manyNames = (input: JsonInput) => namesOf(input).map((name) => referenceOf(name).name);
const isDecrypted = (input: JsonInput) => input["WithDecryption"] === true;

function readOperations(api: Api): Record<string, JsonOperation> {
  return {
    GetParameter: {
      ...api.allow("GetParameter", oneName),
      run: (input, context) => {
        const reference = referenceOf(textOf(input, "Name"));
        const { name, selector } = reference;
        const decrypt = isDecrypted(input);
        return { Parameter: api.shown(name, api.parameters.version(reference), { selector, decrypt, context }) };
      },
    },
    GetParameters: {
      ...api.allow("GetParameters", manyNames),
      run: (input, context) => {
        const decrypt = isDecrypted(input);
        const found: object[] = [];
        const InvalidParameters: string[] = [];
        for (const text of new Set(namesOf(input))) {
          const reference = referenceOf(text);
          try {
            const { name, selector } = reference;
            found.push(api.shown(name, api.parameters.version(reference), { selector, decrypt, context }));
          } catch (error) {
            if (!(error instanceof ServiceError)) throw error;
            InvalidParameters.push(text);
          }
        }
        return { Parameters: found, InvalidParameters };
      },
    },
    GetParametersByPath: {
      ...api.allow("GetParametersByPath", (input) => [textOf(input, "Path")]),
      run: (input, context) => {
        const decrypt = isDecrypted(input);
        const below = parametersBelow(api.parameters, input).map(
          ([name, version]) =>
            () =>
              api.shown(name, version, { selector: undefined, decrypt, context }),
        );
        const { page, NextToken } = pageOf(below, input, maxNames);
        return { Parameters: page.map((show) => show()), ...(NextToken === undefined ? {} : { NextToken }) };
      },
    },
  };
}

function writeOperations(api: Api): Record<string, JsonOperation> {
  return {
    PutParameter: {
      ...api.allow("PutParameter", oneName),
      run: (input) => {
        const { version, tier } = api.parameters.put(putInput(input, api.parameters));
        return { Version: version, Tier: tier };
      },
    },
    DeleteParameter: {
      ...api.allow("DeleteParameter", oneName),
      run: (input) => {
        if (!api.parameters.delete(referenceOf(textOf(input, "Name")).name))
          throw new ServiceError("ParameterNotFound", "");
        return {};
      },
    },
    DeleteParameters: {
      ...api.allow("DeleteParameters", manyNames),
      run: (input) => {
        const names = namesOf(input);
        const deleted = names.filter((name) => api.parameters.delete(referenceOf(name).name));
        return { DeletedParameters: deleted, InvalidParameters: names.filter((name) => !deleted.includes(name)) };
      },
    },
    LabelParameterVersion: {
      ...api.allow("LabelParameterVersion", oneName),
      run: (input) => {
        const { name } = referenceOf(textOf(input, "Name"));
        const version = input["ParameterVersion"];
        const reference = { name, ...(typeof version === "number" ? { selector: `:${version}` } : {}) };
        const { version: labelled, invalid } = api.parameters.label(reference, namesOf(input, "Labels"));
        return { InvalidLabels: invalid, ParameterVersion: labelled };
      },
    },
  };
}

function describeOperations(api: Api): Record<string, JsonOperation> {
  return {
    DescribeParameters: {
      access: () => [{ action: "ssm:DescribeParameters", resource: "*" }],
      run: (input, context) => {
        const all = api.parameters.all().map(([name, { versions }]) => api.metadata(name, versions.at(-1)!, context));
        const { page, NextToken } = pageOf(all, input, 50);
        return { Parameters: page, ...(NextToken === undefined ? {} : { NextToken }) };
      },
    },
    GetParameterHistory: {
      ...api.allow("GetParameterHistory", oneName),
      run: (input, context) => {
        const { name } = referenceOf(textOf(input, "Name"));
        api.parameters.version({ name });
        const decrypt = isDecrypted(input);
        const all = api.parameters.find(name)!.versions.map((version) => ({
          ...api.metadata(name, version, context),
          Value: valueOf(version, decrypt),
          Labels: version.labels,
        }));
        const { page, NextToken } = pageOf(all, input, 50);
        return { Parameters: page, ...(NextToken === undefined ? {} : { NextToken }) };
      },
    },
  };
}

function tagOperations({ parameters, allow }: Api): Record<string, JsonOperation> {
  const id = (input: JsonInput) => textOf(input, "ResourceId");
  return {
    AddTagsToResource: {
      ...allow("AddTagsToResource", (input) => [id(input)]),
      run: (input) => {
        parameters.tag(id(input), (tags) => ({ ...tags, ...tagsOf(input) }));
        return {};
      },
    },
    RemoveTagsFromResource: {
      ...allow("RemoveTagsFromResource", (input) => [id(input)]),
      run: (input) => {
        const removed = namesOf(input, "TagKeys");
        parameters.tag(id(input), (tags) =>
          Object.fromEntries(Object.entries(tags).filter(([key]) => !removed.includes(key))),
        );
        return {};
      },
    },
    ListTagsForResource: {
      ...allow("ListTagsForResource", (input) => [id(input)]),
      run: (input) => {
        let TagList: object[] = [];
        parameters.tag(id(input), (tags) => {
          TagList = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
          return tags;
        });
        return { TagList };
      },
    },
  };
}

function putInput(input: JsonInput, parameters: Parameters) {
  const name = referenceOf(textOf(input, "Name")).name;
  const existing = parameters.find(name)?.versions.at(-1)?.type;
  const type = input["Type"] ?? existing;
  if (type === undefined) {
    throw new ServiceError("ValidationException", "A parameter type is required when you create a parameter.");
  }
  if (typeof type !== "string" || !types.includes(type)) {
    const rule = `Member must satisfy enum value set: [SecureString, StringList, String]`;
    const message = `1 validation error detected: Value '${JSON.stringify(type).replaceAll('"', "")}' at 'type' failed to satisfy constraint: ${rule}`;
    throw new ServiceError("ValidationException", message);
  }
  return {
    name,
    value: textOf(input, "Value"),
    type: type as ParameterType,
    description: optionalText(input, "Description"),
    allowedPattern: optionalText(input, "AllowedPattern"),
    dataType: optionalText(input, "DataType"),
    tier: optionalText(input, "Tier"),
    overwrite: input["Overwrite"] === true,
    tags: tagsOf(input),
  };
}

function parametersBelow(parameters: Parameters, input: JsonInput): [name: string, version: ParameterVersion][] {
  const path = textOf(input, "Path");
  if (!path.startsWith("/")) {
    const message =
      'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive).';
    throw new ServiceError("ValidationException", message);
  }
  const prefix = path.endsWith("/") ? path : `${path}/`;
  return parameters
    .all()
    .filter(([name]) => name.startsWith(prefix))
    .filter(([name]) => input["Recursive"] === true || !name.slice(prefix.length).includes("/"))
    .map(([name, { versions }]) => [name, versions.at(-1)!]);
}
