import * as ts from "typescript";
import type { ForeignField } from "./wordLists";

/** What stands at a place of a source file. */
export interface Leaf {
  readonly node: ts.Identifier | ts.LiteralLikeNode;
  readonly text: string;
}

/** A source file, JSON included, that is asked what its names are. */
export class Source {
  private readonly file: ts.SourceFile;
  /** Variables that are bound to a foreign field under its own name, with where they are known. */
  private readonly bound: { readonly name: string; readonly scope: ts.Node; readonly reason: string }[] = [];

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
      if (reason !== undefined) this.bound.push({ name: node.name.text, scope: scopeOf(node), reason });
    });
  }

  /** The name or the literal at a place; undefined in comments. */
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

  /** Why a name is not the resource's; undefined where it is. */
  reasonFor({ node, text }: Leaf): string | undefined {
    const field = this.fieldReason(node);
    if (field !== undefined || !ts.isIdentifier(node) || (isFieldName(node) && !isShorthand(node))) return field;
    return this.bound.find(({ name, scope }) => name === text && scope.pos <= node.pos && node.end <= scope.end)
      ?.reason;
  }

  /** Whether a name is a foreign field and at the same time a variable of the resource's: `{ items, nextCursor }`. */
  isBoth(leaf: Leaf): boolean {
    const { node, text } = leaf;
    if (!isShorthand(node) || !ts.isShorthandPropertyAssignment(node.parent)) return false;
    const known = this.bound.some(({ name, scope }) => name === text && scope.pos <= node.pos && node.end <= scope.end);
    return !known && this.fieldReason(node) !== undefined;
  }

  /** Names of variables, functions, types: what must not be declared twice. */
  *variables(): Generator<ts.Identifier> {
    const found: ts.Identifier[] = [];
    this.visit((node) => {
      if (ts.isIdentifier(node) && (!isFieldName(node) || isShorthand(node))) found.push(node);
    });
    yield* found;
  }

  /** Names of the fields of each object and each type. */
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
    const field = this.fields.find((each) => each.names.includes(node.text) && matches(each, node, this.file));
    return field?.reason;
  }
}

function matches(
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

/** Whether a name or a text says which field of an object is meant. */
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

/** What a field belongs to, as far as the source names it. */
function ownerOf(node: ts.Node): string | undefined {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) return lastName(parent.expression);
  if (ts.isLiteralTypeNode(parent) && ts.isIndexedAccessTypeNode(parent.parent))
    return lastName(parent.parent.objectType);
  if (ts.isArrayLiteralExpression(parent)) return holderOf(parent);
  return isFieldName(node) ? holderOf(parent.parent) : undefined;
}

/** The name that an object or a list is the value of. */
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

/** `page` of `page`, of `answer.page!` and of `answer["page"]`. */
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

/** Where a variable is known: the next block or function around it. */
function scopeOf(node: ts.Node): ts.Node {
  const { parent } = node;
  return ts.isBlock(parent) || ts.isFunctionLike(parent) || ts.isSourceFile(parent) ? parent : scopeOf(parent);
}
