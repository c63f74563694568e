import * as ts from "typescript";
import type { ForeignField } from "./wordLists";

/** A name or literal of a source file. */
export interface Leaf {
  readonly node: ts.Identifier | ts.LiteralLikeNode;
  readonly text: string;
}

/** A parsed source file (TypeScript, JavaScript or JSON) that classifies its names. */
export class Source {
  private readonly file: ts.SourceFile;
  /** Variables that are destructured from a foreign field under the field's name, with their scopes. */
  private readonly boundFields: { readonly name: string; readonly scope: ts.Node; readonly reason: string }[] = [];

  constructor(
    path: string,
    text: string,
    private readonly fields: readonly ForeignField[],
  ) {
    const kind = path.endsWith(".json") ? ts.ScriptKind.JSON : ts.ScriptKind.TS;
    this.file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
    this.visit((node) => {
      if (!ts.isBindingElement(node) || node.propertyName !== undefined || !ts.isIdentifier(node.name)) return;
      const reason = this.fieldReason(node.name);
      if (reason !== undefined) this.boundFields.push({ name: node.name.text, scope: scopeOf(node), reason });
    });
  }

  /** Returns the name or literal at a position; undefined in comments. */
  leafAt(position: number): Leaf | undefined {
    const inside = (node: ts.Node): ts.Node =>
      ts.forEachChild(node, (child) =>
        child.getStart(this.file) <= position && position < child.end ? inside(child) : undefined,
      ) ?? node;
    const node = inside(this.file);
    return ts.isIdentifier(node) ||
      ts.isLiteralExpression(node) ||
      ts.isTemplateMiddleOrTemplateTail(node) ||
      ts.isTemplateHead(node)
      ? { node, text: node.text }
      : undefined;
  }

  /** Returns the reason to keep a name; undefined if it belongs to the resource. */
  reasonFor({ node, text }: Leaf): string | undefined {
    const field = this.fieldReason(node);
    if (field !== undefined || !ts.isIdentifier(node) || (isFieldName(node) && !isShorthand(node))) return field;
    return this.boundFields.find(({ name, scope }) => name === text && scope.pos <= node.pos && node.end <= scope.end)
      ?.reason;
  }

  /** True for a shorthand that is both a foreign field and a variable of the resource: `{ items, nextCursor }`. */
  isFieldAndVariable(leaf: Leaf): boolean {
    const { node, text } = leaf;
    if (!isShorthand(node) || !ts.isShorthandPropertyAssignment(node.parent)) return false;
    const known = this.boundFields.some(
      ({ name, scope }) => name === text && scope.pos <= node.pos && node.end <= scope.end,
    );
    return !known && this.fieldReason(node) !== undefined;
  }

  /** Yields names of variables, functions and types, which must stay unique. */
  *variables(): Generator<ts.Identifier> {
    const found: ts.Identifier[] = [];
    this.visit((node) => {
      if (ts.isIdentifier(node) && (!isFieldName(node) || isShorthand(node))) found.push(node);
    });
    yield* found;
  }

  /** Yields the field names of each object and each type. */
  *objects(): Generator<readonly ts.Identifier[]> {
    const found: ts.Identifier[][] = [];
    this.visit((node) => {
      const members = membersOf(node).flatMap(({ name }) =>
        name !== undefined && ts.isIdentifier(name) ? [name] : [],
      );
      if (members.length > 1) found.push(members);
    });
    yield* found;
  }

  private visit(seen: (node: ts.Node) => void): void {
    const each = (node: ts.Node): void => {
      seen(node);
      ts.forEachChild(node, each);
    };
    each(this.file);
  }

  private fieldReason(node: ts.Node): string | undefined {
    if (!ts.isIdentifier(node) && !ts.isStringLiteralLike(node)) return undefined;
    const field = this.fields.find((each) => each.names.includes(node.text) && matchesField(each, node, this.file));
    return field?.reason;
  }
}

function matchesField(
  { of, beside }: ForeignField,
  node: ts.Identifier | ts.StringLiteralLike,
  file: ts.SourceFile,
): boolean {
  const owner = ownerOf(node);
  if ("anythingBut" in of) return isFieldName(node) && owner !== of.anythingBut;
  if (owner !== undefined && of.includes(owner)) return true;
  if (!isFieldName(node)) return false;
  return membersOf(node.parent.parent).some((member) => {
    const name = member.name?.getText(file).replace(/["']/g, "") ?? "";
    return beside.includes(name) || beside.includes(`${name}: ${valueText(member, file)}`);
  });
}

function valueText(member: Member, file: ts.SourceFile): string {
  if (ts.isPropertyAssignment(member)) return member.initializer.getText(file).replaceAll("'", '"');
  return ts.isPropertySignature(member) ? (member.type?.getText(file) ?? "") : "";
}

type Member = ts.ObjectLiteralElementLike | ts.TypeElement | ts.ClassElement | ts.BindingElement;

function membersOf(node: ts.Node): readonly Member[] {
  if (ts.isObjectLiteralExpression(node)) return node.properties;
  if (ts.isObjectBindingPattern(node)) return node.elements;
  return ts.isTypeLiteralNode(node) || ts.isInterfaceDeclaration(node) || ts.isClassLike(node) ? node.members : [];
}

function isShorthand(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent)) return parent.name === node;
  return (
    ts.isBindingElement(parent) &&
    ts.isObjectBindingPattern(parent.parent) &&
    parent.name === node &&
    parent.propertyName === undefined &&
    parent.dotDotDotToken === undefined
  );
}

/** True if a name or text selects a field of an object. */
function isFieldName(node: ts.Node): boolean {
  const { parent } = node;
  if (isShorthand(node)) return true;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isElementAccessExpression(parent)) return parent.argumentExpression === node && ts.isStringLiteralLike(node);
  if (ts.isLiteralTypeNode(parent)) return ts.isIndexedAccessTypeNode(parent.parent);
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  const named = ts.isPropertyAssignment(parent) || ts.isTypeElement(parent) || ts.isClassElement(parent);
  return named && parent.name === node;
}

/** Returns the name of the object that a field belongs to, if the source contains it. */
function ownerOf(node: ts.Node): string | undefined {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) return lastName(parent.expression);
  if (ts.isLiteralTypeNode(parent) && ts.isIndexedAccessTypeNode(parent.parent))
    return lastName(parent.parent.objectType);
  if (ts.isArrayLiteralExpression(parent)) return holderOf(parent);
  return isFieldName(node) ? holderOf(parent.parent) : undefined;
}

/** Returns the variable or property that an object or array is assigned to. */
function holderOf(node: ts.Node): string | undefined {
  const { parent } = node;
  if (ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent) || ts.isParenthesizedExpression(parent)) {
    return holderOf(parent);
  }
  if (ts.isVariableDeclaration(parent)) {
    return parent.name === node && parent.initializer !== undefined
      ? lastName(parent.initializer)
      : lastName(parent.name);
  }
  return ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) ? lastName(parent.name) : undefined;
}

/** Returns `page` for `page`, `answer.page!` and `answer["page"]`. */
function lastName(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node) || ts.isStringLiteralLike(node)) return node.text;
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (ts.isElementAccessExpression(node)) return lastName(node.argumentExpression);
  if (ts.isIndexedAccessTypeNode(node)) return lastName(node.indexType);
  if (ts.isLiteralTypeNode(node)) return lastName(node.literal);
  return ts.isNonNullExpression(node) || ts.isParenthesizedExpression(node) || ts.isAsExpression(node)
    ? lastName(node.expression)
    : undefined;
}

/** Returns the nearest enclosing block or function. */
function scopeOf(node: ts.Node): ts.Node {
  const { parent } = node;
  return ts.isBlock(parent) || ts.isFunctionLike(parent) || ts.isSourceFile(parent) ? parent : scopeOf(parent);
}
