import { expect } from "chai";
import { createOverrides, responseOverrides } from "../../src/apigateway/integrations/overrides";
import { renderTemplate } from "../../src/apigateway/integrations/templates";
import { renderVelocity } from "../../src/apigateway/velocity/render";
import { exchangeOf, methodOf, requestOf, stageOf } from "../support/exchange";

/** Title, template and exact output of Apache Velocity 1.7, except under "JavaScript's names" and "deviations". */
type Row = readonly [says: string, template: string, text: string];

/** Creates the variables of a template: plain objects, arrays, scalars and functions of the host. */
const context = () => ({
  host: { one: 1, two: "2", nul: null },
  list: ["a", "b", "c"],
  empty: "",
  zero: 0,
  double: 1.5,
  greeter: { name: "Ann", greet: (...who: unknown[]) => `hello ${who.map(String).join(" and ")}` },
});

function holds(rows: readonly Row[]): void {
  for (const [says, template, text] of rows)
    it(says, () => {
      expect(renderVelocity(template, context())).to.equal(text);
    });
}

function refuses(rows: readonly (readonly [says: string, template: string])[]): void {
  for (const [says, template] of rows)
    it(says, () => {
      expect(() => renderVelocity(template, context())).to.throw();
    });
}

describe("Velocity", () => {
  // User guide: "References", "Formal Reference Notation", "Quiet Reference Notation", "Index Notation".
  describe("references", () => {
    holds([
      ["prints a variable in each notation", "$zero ${zero}px $!zero $!{zero}", "0 0px 0 0"],
      [
        "prints an undefined one as written",
        "$foo ${foo} $foo.bar $foo.bar() ${foo.a[0].b}",
        "$foo ${foo} $foo.bar $foo.bar() ${foo.a[0].b}",
      ],
      [
        "keeps the blanks of what it prints as written",
        `$foo.bar( 'a' ,"b",1 ) $foo[ 0 ]`,
        `$foo.bar( 'a' ,"b",1 ) $foo[ 0 ]`,
      ],
      ["keeps its line ends, too", "$foo.bar(\n  'a'\n) x", "$foo.bar(\n  'a'\n) x"],
      ["prints nothing for an undefined quiet one", "[$!foo$!{foo.bar}$!foo.bar()]", "[]"],
      ["prints a null of the host as written", "$host.nul $!host.nul $host.one.foo", "$host.nul  $host.one.foo"],
      ["ends at what cannot belong to it", "$zero, $host.one. $zero.5 ($zero) $zero-x", "0, 1. 0.5 (0) $zero-x"],
      ["ends at the braces", "${list}[0] ${zero}.x ${list[0]}[1]", "[a, b, c][0] 0.x a[1]"],
      ["has no arguments for a variable", "$foo(1) $zero(1)", "$foo(1) 0(1)"],
      ["leaves amounts of money alone", "$5.00 $ 5 #5 a#b @ # $;", "$5.00 $ 5 #5 a#b @ # $;"],
      ["reads lists by index, from the end where negative", "$list[0] $list[-1] $list[$zero]", "a c a"],
      ["reads maps by key, in each notation", `$host.two $host["two"] $host['two'] $host.get("two")`, "2 2 2 2"],
      ["follows long paths", `#set($m = {"a": {"b": [1, {"c": "d"}]}})$m.a.b[1].c $m["a"]["b"][0]`, "d 1"],
      [
        "reads isEmpty() as a property",
        "$list.empty $empty.empty $list.size $empty.length",
        "false true $list.size $empty.length",
      ],
    ]);
    refuses([
      ["refuses an index that a list does not have", "$list[9]"],
      ["refuses a negative index of what has no size", "$zero[-1]"],
    ]);
  });

  // User guide: "Escaping Valid VTL References", "Escaping Invalid VTL References", "Escaping VTL Directives".
  describe("escapes", () => {
    holds([
      [
        "prints an escaped reference as written",
        "\\$zero \\${zero} \\$!zero \\$host.one",
        "$zero ${zero} $!zero $host.one",
      ],
      ["keeps the backslash of one without a value", "\\$foo x\\${foo} \\$!foo", "\\$foo x\\${foo} \\$!foo"],
      ["makes one backslash of two", "\\\\$zero \\\\\\$zero \\\\\\\\$zero", "\\0 \\$zero \\\\0"],
      ["keeps two where there is no value", "\\\\$foo", "\\\\$foo"],
      ["prints an escaped directive", "\\#if(1) \\#set \\#end \\#stop", "#if(1) #set #end #stop"],
      [
        "leaves other backslashes alone",
        `\\$5 \\#foo {\\"a\\": \\"$zero\\"} C:\\dir`,
        `\\$5 \\#foo {\\"a\\": \\"0\\"} C:\\dir`,
      ],
      ["escapes in double quotes, not in single ones", `#set($x = "\\$zero")$x#set($x = '\\$zero')$x`, "$zero\\$zero"],
    ]);
  });

  // User guide: "Set", "Literals", "String Literals", "Range Operator".
  describe("#set", () => {
    holds([
      [
        "assigns each kind of literal",
        `#set($x = 1)$x#set($x = -2)$x#set($x = 1.50)$x#set($x = true)$x#set($x = "s")$x`,
        "1-21.5trues",
      ],
      [
        "assigns lists and maps",
        `#set($x = [1, "a", [2], {"k": 1}])$x#set($x = {"a": 1, 'b': [1, 2]})$x`,
        "[1, a, [2], {k=1}]{a=1, b=[1, 2]}",
      ],
      [
        "assigns ranges, also downwards",
        "#set($x = [1..3])$x#set($x = [2..0])$x#set($x = [-1..$zero])$x",
        "[1, 2, 3][2, 1, 0][-1, 0]",
      ],
      ["assigns into a map by key", `#set($m = {})#set($m["a"] = {})#set($m["a"]["b"] = "c")$m $m.a.b`, "{a={b=c}} c"],
      ["assigns into a map by name", "#set($m = {})#set($m.a = {})#set($m.a.b = 1)$m", "{a={b=1}}"],
      [
        "tells keys of different classes apart",
        `#set($m = {})#set($m[1] = "a")#set($m["1"] = "b")$m $m[1] $m["1"]`,
        "{1=a, 1=b} a b",
      ],
      ["assigns into a list, from the end where negative", `#set($list[0] = 9)#set($list[-1] = "z")$list`, "[9, b, z]"],
      [
        "assigns into a list in a map",
        `#set($m = {"l": [1, 2]})#set($m.l[1] = "x")#set($m["l"][0] = {"k": 1})$m`,
        "{l=[{k=1}, x]}",
      ],
      [
        "assigns into a host's object",
        `#set($host.one = 2)#set($host["new"] = [1])$host`,
        "{one=2, two=2, nul=null, new=[1]}",
      ],
      ["changes nothing for null", `#set($x = "a")#set($x = $foo)$x#set($host.one = $foo)$host.one`, "a1"],
      [
        "assigns nothing into what is no map",
        "#set($foo.a = 1)$foo#set($empty.a = 1)|$empty|#set($list.a = 1)$list",
        "$foo||[a, b, c]",
      ],
      ["keeps null in lists and maps", `#set($x = [$foo, 1])$x#set($x = {"a": $foo})$x`, "[null, 1]{a=null}"],
      [
        "keeps a key's place when its value changes",
        `#set($m = {"z": 1, "a": 2, "z": 3})#set($m.z = 4)$m`,
        "{z=4, a=2}",
      ],
      ["spreads over lines", `#set(\n  $m = {\n    "a": 1,\n    "b": [\n      2\n    ]\n  }\n)$m`, "{a=1, b=[2]}"],
    ]);
    refuses([
      ["refuses an index that the list does not have", "#set($list[7] = 1)"],
      ["refuses a range that would fill the memory", "#set($x = [1..2000000000])"],
    ]);
  });

  // User guide: "String Literals".
  describe("strings", () => {
    holds([
      [
        "interpolates in double quotes, not in single ones",
        `#set($x = "a $zero $foo \${list[0]}")$x|#set($x = 'a $zero')$x`,
        "a 0 $foo a|a $zero",
      ],
      ["runs directives in double quotes", `#set($x = "#if($zero)y#end#foreach($i in $list)$i,#end")$x`, "ya,b,c,"],
      ["keeps line ends and the other quotes", `#set($x = "a\n'$zero'")$x#set($x = 'say "hi"')$x`, `a\n'0'say "hi"`],
      [
        "keeps a backslash, but for \\u in double quotes",
        `#set($x = "a\\nb\\\\")$x #set($x = "\\u0041$zero")$x #set($x = '\\u0041')$x`,
        "a\\nb\\\\A0\\u0041",
      ],
      ["keeps a lone # or $", `#set($x = "x$")$x#set($x = "a#b $5")$x#set($x="#")$x`, "x$a#b $5#"],
    ]);
  });

  // User guide: "Math".
  describe("arithmetic", () => {
    holds([
      ["divides integers towards zero", "#set($x = 7 / 2)$x#set($x = -7 / 2)$x#set($x = 1 / 3)$x", "3-30"],
      ["gives a remainder the sign of the dividend", "#set($x = -7 % 2)$x#set($x = 7 % -2)$x", "-11"],
      [
        "knows precedence and parentheses",
        "#set($x = 2 + 3 * 4 - 1)$x #set($x = (1 + 2) * 3)$x#set($x = 8 / 2 / 2)$x",
        "1392",
      ],
      [
        "yields null for a division by zero",
        "#set($x = 5)#set($x = 1 / 0)$x#set($y = 1 % 0)$y#set($z = 1.0 / 0.0)$z",
        "5$y$z",
      ],
      [
        "yields decimals with decimals",
        "#set($x = 1 + 1.5)$x #set($x = 3 * 1.0)$x #set($x = 7 / 2.0)$x #set($x = -5.5 % 2)$x",
        "2.53.03.5-1.5",
      ],
      ["takes a host's decimals for decimals", "#set($x = $double + $double)$x #set($x = $double * 3)$x", "3.04.5"],
      [
        "prints decimals as Java does",
        "#set($x = 10000000.0)$x #set($x = 0.0001 * 1)$x #set($x = 12345678.5)$x #set($x = 0.1 + 0.2)$x",
        "1.0E71.0E-41.23456785E70.30000000000000004",
      ],
      ["leaves the range of an int", "#set($x = 2147483647 + 1)$x", "2147483648"],
      [
        "concatenates with a string",
        `#set($x = "a" + 1)$x#set($x = 1 + 2 + "a" + 1 + 2)$x#set($x = "a" + $list)$x`,
        "a13a12a[a, b, c]",
      ],
      [
        "concatenates what has no value as written",
        `#set($x = "a" + $foo.bar)$x#set($x = $foo + "a")$x`,
        "a$foo.bar$fooa",
      ],
      [
        "yields null for anything else",
        `#set($x = "a" - 1)$x#set($x = $list + 1)$x#set($x = $foo + 1)$x#set($x = true * 2)$x`,
        "$x$x$x$x",
      ],
    ]);
  });

  // User guide: "Conditionals", "Relational and Logical Operators".
  describe("conditions", () => {
    const truth = (...conditions: string[]) => conditions.map((condition) => `#if(${condition})T#{else}F#end`).join("");
    holds([
      [
        "takes only null and false for false",
        truth("$foo", "$host.nul", "false", "$zero", "$empty", "$list", "true"),
        "FFFTTTT",
      ],
      ["takes empty collections for true", `#set($l = [])#set($m = {})${truth("$l", "$m", "!$l")}`, "TTF"],
      ["takes literals but booleans, and sums, for false", truth('"a"', "1", "'a'", "1 + 1", '!"a"'), "FFFFT"],
      ["chooses one branch", "#if($foo)a#elseif($zero)b#elseif($list)c#{else}d#end #if($foo)a#{else}d#end", "b d"],
      ["compares numbers by value", truth("1 == 1.0", "$double == 1.5", "1 != 2", "2.0 != 2"), "TTTF"],
      [
        "compares other classes by their text",
        truth('"1" == 1', "$host.two == 2", 'true == "true"', '1 == "1.0"'),
        "TTTF",
      ],
      ["compares text exactly", truth(`"a" == 'a'`, '"a" == "A"', '$empty == ""', '"a" != "b"'), "TFTT"],
      [
        "compares lists and maps by content",
        `#set($a = [1, [2]])#set($b = [1, [2]])#set($m = {"a": 1})#set($n = {"a": 1})#set($o = {"a": 1.0})${truth("$a == $b", "$m == $n", "$m == $o", "$a == $m")}`,
        "TTFF",
      ],
      [
        "compares a host's object with a map",
        `#set($m = {"one": 1, "two": "2", "nul": $foo})${truth("$m == $host", "$host.equals($m)")}`,
        "TT",
      ],
      [
        "finds null equal to null alone",
        truth("$foo == $bar", "$foo == 1", "1 == $foo", "$foo != 1", "$foo == false"),
        "TFFTF",
      ],
      [
        "orders numbers alone",
        truth("1 < 2", "2 <= 2", "1.5 > 1", "1 >= 2", '"a" < "b"', '"1" > 0', "$foo < 1"),
        "TTTFFFF",
      ],
      [
        "knows and, or, not and parentheses",
        truth("$zero && $foo", "$zero || $foo", "!$foo", "!($zero && $foo)"),
        "FTTT",
      ],
      [
        "knows them as words",
        truth("$zero and not $foo", "$foo or $zero", "1 eq 1", "1 ne 1", "2 gt 1", "1 lt 1", "1 le 1", "1 ge 2"),
        "TTTFTFTF",
      ],
      [
        "does not evaluate what no longer matters",
        "#if($foo && $list.clear())x#end#if($zero || $list.clear())y#end$list",
        "y[a, b, c]",
      ],
      [
        "assigns a boolean",
        "#set($x = $zero && $list)$x#set($x = !$foo)$x#set($x = 1 > 2)$x#set($x = $zero || $foo)$x",
        "truetruefalsetrue",
      ],
    ]);
  });

  // User guide: "Loops".
  describe("#foreach", () => {
    holds([
      [
        "runs over lists, ranges and a map's values",
        "#foreach($i in $list)$i#end #foreach($i in [3..1])$i#end #foreach($i in $host)[$!i]#end",
        "abc 321 [1][2][]",
      ],
      [
        "runs over keys and entries",
        "#foreach($k in $host.keySet())$k,#end #foreach($e in $host.entrySet())$e.key=$!e.value;#end",
        "one,two,nul, one=1;two=2;nul=;",
      ],
      ["runs over literals", `#foreach($i in ["a", 1, true])$i#end#foreach($i in [])x#end`, "a1true"],
      ["runs over nothing else", "#foreach($i in $foo)x#end#foreach($i in $empty)x#end#foreach($i in $zero)x#end", ""],
      ["counts", "#foreach($i in $list)$foreach.index$foreach.count$velocityCount #end", "011 122 233 "],
      [
        "knows what comes",
        "#foreach($i in $list)$foreach.hasNext,$foreach.first,$foreach.last,$velocityHasNext #end",
        "true,true,false,true true,false,false,true false,false,true,false ",
      ],
      [
        "knows it by its methods, too",
        "#foreach($i in $list)$foreach.getIndex()$foreach.hasNext()$foreach.isFirst() #end",
        "0truetrue 1truefalse 2falsefalse ",
      ],
      [
        "knows the loop around it",
        "#foreach($i in [1..2])#foreach($j in [1..2])$foreach.parent.count$foreach.count$foreach.topmost.index #end#end$foreach.count",
        "110 120 211 221 $foreach.count",
      ],
      [
        "has no loop around the outermost",
        "#foreach($i in [1..2])$foreach.parent.index#end",
        "$foreach.parent.index$foreach.parent.index",
      ],
      ["gives back the variable's value", `#set($i = "x")#foreach($i in [1..2])$i#set($i = 9)$i#end$i`, "1929x"],
      [
        "leaves no variable of its own",
        "#foreach($i in [1..2])$i#end$i $velocityCount $foreach",
        "12$i $velocityCount $foreach",
      ],
      [
        "sets what the rest of the template reads",
        "#set($n = 0)#foreach($i in [1..3])#if($i != 2)#set($n = $n + $i)#end#end$n",
        "4",
      ],
      ["shows a null in a list as written", "#set($l = [1, $foo])#foreach($i in $l)[$i]#end", "[1][$i]"],
    ]);

    it("ends after 1000 rounds, and goes on behind the loop", () => {
      const template = "#foreach($i in [1..3000])#if($i > 998)$i$foreach.hasNext #end#end#foreach($i in [1..2])$i#end";
      expect(renderVelocity(template, {})).to.equal("999true 1000true 12");
    });
  });

  // User guide: "Break", "Stop".
  describe("#break and #stop", () => {
    holds([
      [
        "ends the loop, and the output of its round",
        "#foreach($i in [1..3])a#if($i == 2)#break#end b#end after",
        "a ba after",
      ],
      [
        "ends the innermost loop alone",
        "#foreach($i in [1..2])#foreach($j in [1..3])#if($j == 2)#break#end$i$j #end|#end",
        "11 |21 |",
      ],
      ["ends a macro", "#macro(m)a#break b#end#m()c", "ac"],
      ["ends the template outside of all", "a#break b", "a"],
      ["stops everything", "#foreach($i in [1..3])a#if($i == 2)#stop#end b#end after", "a ba"],
      ["stops from within a macro and a block", "#macro(m)x#stop y#end#define($b)#m()#end a $b c", " a x"],
      [
        "knows formal notation",
        "#foreach($i in $list)$i#{break}x#end #{if}($zero)y#{else}z#{end}#{set}($x = 1)$x#{stop}x",
        "a y1",
      ],
    ]);
  });

  // User guide: "Velocimacros", "Define"; "Comments"; "Unparsed Content" (VTL reference).
  describe("#macro, #define, comments and raw text", () => {
    holds([
      [
        "calls a macro with arguments",
        `#macro(m $a $b)<$a,$b>#end#m(1 2)#m("x", $zero)#m($list[0] {"k": 1})`,
        "<1,2><x,0><a,{k=1}>",
      ],
      ["calls it in front of its definition", "#m(1)#macro(m $a)<$a>#end", "<1>"],
      [
        "prints what it was called with where that has no value",
        "#macro(m $a $b)<$a,$!a,$a.x,$b>#end#m($foo.bar(1, 1.5))",
        "<$foo.bar(1, 1.5),,$a.x,$b>",
      ],
      ["evaluates arguments where they are used", "#macro(m $a)#set($x = 2)$a#end#set($x = 1)#m($x)", "2"],
      [
        "sets variables of the whole template",
        "#macro(m $a)#set($a = 5)#set($y = 6)$a#end#set($x = 1)#m($x) $x $a $y",
        "5 1 5 6",
      ],
      ["calls macros from macros", "#macro(a $x)<#b($x)>#end#macro(b $x)[$x]#end#a($zero)", "<[0]>"],
      ["prints an unknown one as written", `#foo() #foo( $zero "x" ) #fff`, `#foo() #foo( $zero "x" ) #fff`],
      [
        "renders a block where it is used",
        `#define($b)hi $name#end#set($name = "n")$b #set($c = $b)#set($name = "m")$c "$b"`,
        `hi nhi m "hi m"`,
      ],
      ["ends a block that contains itself", "#define($b)a$b#end$b", "aa$b"],
      ["drops comments", "a ## b $zero #if\nc#* d\n e *#f", "a cf"],
      ["leaves raw text alone", "#[[ $zero #if \\$zero #{set} ]]#x", " $zero #if \\$zero #{set} x"],
    ]);
    refuses([
      ["refuses a macro that calls itself without end", "#macro(m)#m()#end#m()"],
      ["refuses files", `#parse("x")`],
      ["refuses included files", `#include("x")`],
    ]);
  });

  // VTL reference, and the whitespace that Velocity 1.7's grammar gives to directives.
  describe("whitespace", () => {
    holds([
      ["takes the rest of a directive's line", "#set($x = 1)  \n#if($x)\n a\n#else\n b\n#end\nc\n", " a\nc\n"],
      ["takes it with CR LF, too", "#if($zero)\r\na\r\n#end\r\nb", "a\r\nb"],
      ["keeps the blanks in front of a block", "  #if($zero)  \n a\n  #end  \n c", "   a\n   c"],
      ["takes the blanks in front of #set behind a reference", "$zero #set($x = 1)|a #set($x = 1)|", "0|a |"],
      [
        "takes the line end of a comment and a macro, not of text",
        "a ## b\nc #* d *#\n#macro(m)\nx\n#end\n#m()\n#foo()\n$zero\n#[[r]]#\n",
        "a c \nx\n#foo()\n0\nr\n",
      ],
    ]);
  });

  describe("syntax", () => {
    refuses([
      ["refuses a block without #end", "#if($zero)a"],
      ["refuses an #end too many", "a#end b"],
      ["refuses #else outside of #if", "#foreach($i in $list)$i#else x#end"],
      ["refuses an expression that ends early", "#set($x = 1 +)"],
      ["refuses an open string in double quotes", `#set($x = "#if($zero)y")`],
    ]);
  });

  // User guide: "Methods". java.util.Map of Java 8.
  describe("maps", () => {
    const m = `#set($m = {"a": 1, "b": "2"})`;
    holds([
      [
        "prints null for a key that was not there, as written",
        `${m}$m.put("c", 3)$m.put("c", 4)$m`,
        `$m.put("c", 3)3{a=1, b=2, c=4}`,
      ],
      ["puts all of another", `${m}$m.putAll($host)$m`, "{a=1, b=2, one=1, two=2, nul=null}"],
      ["gets", `${m}$m.get("a")$m.get("x")$m.getOrDefault("a", 9)$m.getOrDefault("x", 9)`, `1$m.get("x")19`],
      [
        "contains",
        `${m}$m.containsKey("a")$m.containsKey("x")$m.containsValue("2")$m.containsValue(2)`,
        "truefalsetruefalse",
      ],
      ["removes", `${m}$m.remove("a")$m.remove("x")$m`, `1$m.remove("x"){b=2}`],
      ["lists keys, values and entries", `${m}$m.keySet() $m.values() $m.entrySet()`, "[a, b] [1, 2] [a=1, b=2]"],
      [
        "gives entries getters",
        `${m}#foreach($e in $m.entrySet())$e.getKey()$e.getValue()$e.key$e.value$e #end`,
        "a1a1a=1 b2b2b=2 ",
      ],
      ["measures and clears", `${m}$m.size()$m.isEmpty()$m.clear()$m.size()$m.isEmpty()`, "2false0true"],
      ["adds what is absent", `${m}$m.putIfAbsent("a", 9)$!m.putIfAbsent("c", 3)$m`, "1{a=1, b=2, c=3}"],
      [
        "compares and prints",
        `${m}#set($n = {"b": "2", "a": 1})$m.equals($n)$m.equals(1)$m.toString()`,
        "truefalse{a=1, b=2}",
      ],
      [
        "gives sets no positions",
        `${m}$m.keySet().size()$m.keySet().contains("a")$m.keySet().get(0)$m.keySet().toArray()[0]`,
        "2true$m.keySet().get(0)a",
      ],
      [
        "does the same to a host's object",
        `$host.remove("one")$!host.put("x", [1])$host.size()$host.keySet()$host.containsKey("nul")$host`,
        "13[two, nul, x]true{two=2, nul=null, x=[1]}",
      ],
    ]);
  });

  // java.util.List of Java 8.
  describe("lists", () => {
    holds([
      ["adds", `$list.add("d")$list.add(0, "z")$list`, "true[z, a, b, c, d]"],
      [
        "adds all",
        `$list.addAll([1, 2])$list.addAll(0, ["x"])$list.addAll([])$list`,
        "truetruefalse[x, a, b, c, 1, 2]",
      ],
      ["gets and sets", `$list.get(1)$list.set(1, "x")$list`, "bb[a, x, c]"],
      [
        "searches",
        `$list.contains("b")$list.contains("x")$list.indexOf("c")$list.indexOf("x")$list.containsAll(["a"])`,
        "truefalse2-1true",
      ],
      [
        "searches by value",
        `#set($l = [1, 1.0, [2], "2", 1])$l.indexOf(1.0)$l.indexOf([2])$l.contains(2)$l.lastIndexOf(1)`,
        "12false4",
      ],
      [
        "removes by position, or what is no number",
        `$list.remove(1)$list.remove("c")$list.remove("x")$list`,
        "btruefalse[a]",
      ],
      ["measures and clears", "$list.size()$list.isEmpty()$list.clear()$list.size()$list.isEmpty()", "3false0true"],
      ["takes a part", "$list.subList(1, 3)$list.subList(0, 0)", "[b, c][]"],
      ["compares and prints", `$list.equals(["a", "b", "c"])$list.toString()`, "true[a, b, c]"],
      [
        "has no method that Java does not have",
        `$list.get("a")$list.push(1)$list.join(",")$list.add(1, 2, 3)`,
        `$list.get("a")$list.push(1)$list.join(",")$list.add(1, 2, 3)`,
      ],
    ]);
    refuses([
      ["refuses a position that is not there", "$list.get(3)"],
      ["refuses a negative one", "$list.get(-1)"],
      ["refuses to add behind a gap", `$list.add(9, "x")`],
      ["refuses a part that is not there", "$list.subList(1, 9)"],
    ]);
  });

  // java.lang.String and java.util.regex of Java 8.
  describe("strings", () => {
    const s = `#set($s = "Hello")`;
    holds([
      ["measures", `${s}$s.length()$s.isEmpty()$empty.isEmpty()`, "5falsetrue"],
      ["takes parts", `${s}$s.substring(2)$s.substring(1, 3)$s.charAt(0)$s.substring(5)`, "lloelH"],
      [
        "searches",
        `${s}$s.indexOf("l")$s.indexOf("l", 3)$s.lastIndexOf("l")$s.lastIndexOf("l", 2)$s.indexOf("x")`,
        "2332-1",
      ],
      [
        "asks",
        `${s}$s.contains("ell")$s.startsWith("He")$s.startsWith("l", 2)$s.endsWith("lo")$s.contains("x")`,
        "truetruetruetruefalse",
      ],
      [
        "compares",
        `${s}$s.equals("Hello")$s.equals(1)$s.equalsIgnoreCase("hELLO")$s.equalsIgnoreCase($foo)$s.compareTo("Help")$s.compareTo("He")`,
        "truefalsetruefalse-43",
      ],
      ["changes", `${s}$s.toUpperCase()$s.toLowerCase()$s.concat("x")$s.toString()`, "HELLOhelloHelloxHello"],
      ["trims", `#set($s = " \t a b \n")[$s.trim()]`, "[a b]"],
      ["hashes", `${s}$s.hashCode()$empty.hashCode()`, "696096500"],
      ["replaces text literally", `#set($s = "a.b.c")$s.replace(".", "$1")$s.replace("x", "y")`, "a$1b$1ca.b.c"],
      [
        "replaces by pattern",
        `#set($s = "a1b2")$s.replaceAll("([a-z])(\\d)", "$2$1")$s.replaceFirst("\\d", "[$0]")`,
        "1a2ba[1]b2",
      ],
      [
        "knows Java's replacements",
        `#set($s = "abc")$s.replaceAll("b", "\\$")$s.replaceAll("(?<x>b)", '\${x}\${x}')$s.replaceAll("b", "\\\\")$s.replaceAll("(b)", "$12")`,
        "a$cabbca\\cab2c",
      ],
      ["undoes escapeJavaScript's quotes, as AWS documents", `#set($s = "it\\'s")$s.replaceAll("\\\\'", "'")`, "it's"],
      [
        "matches the whole text",
        `#set($s = "a1b2")$s.matches("[a-z0-9]+")$s.matches("[a-z]")$s.matches("(?i)A1|B2")$s.matches("(?i)A1.*")`,
        "truefalsefalsetrue",
      ],
      [
        "knows Java's quotes in patterns",
        `#set($s = "a.b+")$s.replaceAll("\\Q.b+\\E", "x")$s.replaceAll("\\A[a]++", "y")$s.replaceAll("[*+]", "z")`,
        "axy.b+a.bz",
      ],
      [
        "splits, without empty ends",
        `#set($s = "a,b,,c,,")#foreach($p in $s.split(","))[$p]#end$s.split(",").size()`,
        "[a][b][][c]4",
      ],
      [
        "splits with a limit",
        `#set($s = "a,b,,")$s.split(",", 2).get(1)$s.split(",", -1).size()$s.split("x").size()`,
        "b,,41",
      ],
      [
        "splits at the edges as Java does",
        `#set($s = ",a")$s.split(",").size()$empty.split(",").size()#set($s = "abc")$s.split("").size()`,
        "213",
      ],
      ["reads parts by index", `#set($s = "a b")$s.split(" ")[1]$s.split(" ").contains("a")`, "btrue"],
      [
        "has no method for other arguments",
        `${s}$s.substring("a")$s.concat(1)$s.substring()$s.padStart(9)$s.length`,
        `$s.substring("a")$s.concat(1)$s.substring()$s.padStart(9)$s.length`,
      ],
    ]);
    refuses([
      ["refuses a part that is not there", `${s}$s.substring(9)`],
      ["refuses a character that is not there", `${s}$s.charAt(5)`],
      ["refuses null where there must be text", `${s}$s.contains($foo)`],
      ["refuses a group that is not there", `${s}$s.replaceAll("l", "$1")`],
      ["refuses a pattern that is none", `${s}$s.matches("(")`],
      ["can only be compared with strings", `${s}$s.compareTo(1)`],
    ]);
  });

  // java.lang.Integer, Double and Boolean of Java 8.
  describe("numbers and booleans", () => {
    holds([
      [
        "converts",
        "#set($x = 10)$x.intValue()$x.longValue() $x.doubleValue() $double.intValue() $x.toString().length()",
        "1010 10.0 1 2",
      ],
      [
        "compares",
        `#set($x = 10)$x.equals(10)$x.equals(10.0)$x.equals("10")$x.compareTo(9)$double.equals(1.5)`,
        "truefalsefalse1true",
      ],
      [
        "parses, by Java's static methods",
        `#set($Integer = 0)$Integer.parseInt("-12")$Integer.valueOf("5")$double.parseDouble("2")`,
        "-1252.0",
      ],
      [
        "knows booleans",
        "#set($b = true)$b.toString()$b.equals(true)$b.equals(false)$b.compareTo(false)",
        "truetruefalse1",
      ],
    ]);
    refuses([["refuses to parse what is no number", `$zero.parseInt("1x")`]]);
  });

  // User guide: "Methods".
  describe("the host's functions", () => {
    holds([
      ["are methods", `$greeter.greet("Ann") $greeter.greet('Bob', 1).length()`, "hello Ann 15"],
      [
        "are no properties",
        "$greeter.greet $greeter.greet.name $greeter",
        "$greeter.greet $greeter.greet.name {name=Ann}",
      ],
      ["get decimals and maps that they can print", `$greeter.greet(1.0, {"a": [1]})`, "hello 1.0 and {a=[1]}"],
    ]);
  });

  describe("JavaScript's names", () => {
    const names = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf", "length"];
    for (const value of ["$host", "$list", "$empty", "$zero", "$greeter", "$greeter.greet", "$list.keySet", "$missing"])
      it(`reach nothing from ${value}`, () => {
        for (const name of names) {
          for (const template of [`${value}.${name}`, `${value}["${name}"]`, `${value}.${name}.constructor`])
            expect(renderVelocity(template, context())).to.equal(template);
        }
        for (const name of ["constructor", "hasOwnProperty", "__defineGetter__", "call", "apply", "bind"])
          expect(renderVelocity(`${value}.${name}("x")`, context())).to.equal(`${value}.${name}("x")`);
      });

    holds([
      [
        "reach nothing through a class",
        `$zero.class $list.class.name $empty.getClass().forName("x")`,
        `$zero.class $list.class.name $empty.getClass().forName("x")`,
      ],
      [
        "are no variables",
        "$constructor $__proto__ $toString $hasOwnProperty",
        "$constructor $__proto__ $toString $hasOwnProperty",
      ],
      ["are no macros", "#constructor() #toString()", "#constructor() #toString()"],
      [
        "are keys like any other",
        `#set($host["__proto__"] = {"x": 1})#set($m = {})#set($m.constructor = 2)$host["__proto__"].x $m.constructor $m $zero.x`,
        "1 2 {constructor=2} $zero.x",
      ],
      [
        "are keys for put, too",
        `$!host.put("__proto__", {"polluted": 1})$host.containsKey("polluted") $host.get("__proto__")`,
        "false {polluted=1}",
      ],
    ]);

    it("leave Object.prototype as it is", () => {
      renderVelocity(
        `#set($host.__proto__.polluted = 1)#set($list["__proto__"]["polluted"] = 1)#set($m = {"__proto__": {"polluted": 1}})` +
          `$host.constructor.prototype.put("polluted", 1)#set($host.constructor.prototype.polluted = 1)$m.polluted`,
        context(),
      );
      expect("polluted" in {}).to.equal(false);
    });
  });

  describe("deviations", () => {
    holds([
      ["prints an array as a list, where Java prints its address", `#set($s = "a,b")$s.split(",")`, "[a, b]"],
      ["leaves #evaluate alone", `#evaluate("$zero")`, `#evaluate("$zero")`],
      ["has no hashCode of lists and maps", "$list.hashCode()", "$list.hashCode()"],
      ["sorts keys that look like numbers", `#set($m = {"b": 1, "2": 2, "1": 3})$m`, "{1=3, 2=2, b=1}"],
    ]);
    refuses([
      ["refuses a boolean first in a list", "#set($x = [true])"],
      ["refuses keys that are no strings", "#set($x = {1: 2})"],
      ["refuses doubled quotes", `#set($x = "a""b")`],
      ["refuses exponents", "#set($x = 1e5)"],
      ["refuses a body for a macro", "#macro(m)$bodyContent#end#@m()x#end"],
    ]);
  });
});

// API Gateway mapping template reference; "Use a mapping template to override an API's request and response
// parameters".
describe("renderTemplate", () => {
  const exchange = () =>
    exchangeOf({
      query: "q=1&flag",
      request: requestOf({ headers: [["X-Name", "it's"]] }),
      match: { method: methodOf(), pathParameters: { id: "a%20b" } },
      stage: stageOf({ variables: { table: "things" } }),
    });
  const render = (template: string, body = "") =>
    renderTemplate(template, exchange(), { body, overrides: createOverrides() });

  for (const [says, template, text, body] of [
    ["finds parameters by name", "$input.params('id') $input.params('q') $input.params('x-name')", "a b 1 it's"],
    [
      "finds an empty text for those that are missing",
      "[$input.params('x')$input.params().path.x$input.params().header.get('x')]",
      "[]",
    ],
    [
      "does not find missing ones among the keys",
      "$input.params().querystring.keySet() $input.params().path.containsKey('x')",
      "[q, flag] false",
    ],
    [
      "finds nothing of JavaScript among them",
      "[$input.params('constructor')$stageVariables.toString$stageVariables.constructor]",
      "[]",
    ],
    ["finds stage variables, and an empty text for others", "$stageVariables.table,$stageVariables.other", "things,"],
    [
      "reads the body as lists and maps",
      "#foreach($p in $input.path('$.pets'))$p.id:$p.get('type') #end",
      "1:dog 2:cat ",
      '{"pets":[{"id":1,"type":"dog"},{"id":2,"type":"cat"}]}',
    ],
    [
      "changes what it read",
      `#set($b = $input.path('$'))#set($b.n = $b.n / 2)$b.l.add(3)$b`,
      "true{n=3, l=[1,3]}",
      '{"n":7,"l":[1]}',
    ],
    [
      "reads nothing of JavaScript from the body",
      "[$input.path('$.constructor')$input.path('$.__proto__')$input.path('$.l.push')$input.path('$.l.length')]",
      "[]",
      '{"l":[]}',
    ],
    [
      "knows the utilities",
      `$util.urlEncode("a b")$util.base64Decode($util.base64Encode($input.params('q')))$util.parseJson('{"a":[1]}').a[0]`,
      "a+b11",
    ],
    [
      "gives utilities null for null",
      "[$!util.escapeJavaScript($foo)]$util.escapeJavaScript($input.params('x-name'))",
      "[]it\\'s",
    ],
    [
      "cannot change the utilities",
      `#set($util.urlEncode = "x")$!util.put("base64Encode", "x")$util.urlEncode("a b")$util.base64Encode("a")`,
      "a+bYQ==",
    ],
  ] as const)
    it(says, () => {
      expect(render(template, body)).to.equal(text);
    });

  it("writes overrides that the response template and the answer read", () => {
    const overrides = createOverrides();
    const template =
      `#set($context.responseOverride.status = 400 + 4)#set($context.responseOverride.header.X-A = "$input.params('q')")` +
      `#set($context.responseOverride.header["X-B"] = 2)#set($context.requestOverride.path.carried = {"a": 1})`;
    expect(renderTemplate(template, exchange(), { body: "", overrides })).to.equal("");
    expect(responseOverrides(overrides)).to.deep.equal({
      status: 404,
      headers: [
        ["X-A", "1"],
        ["X-B", "2"],
      ],
    });
    const rendered = renderTemplate("$context.requestOverride.path.carried.a", exchange(), { body: "", overrides });
    expect(rendered).to.equal("1");
  });

  it("renders the template that API Gateway generates to pass everything through", () => {
    const template = `#set($allParams = $input.params())
{
"params" : {
#foreach($type in $allParams.keySet())
    #set($params = $allParams.get($type))
"$type" : {
    #foreach($paramName in $params.keySet())
    "$paramName" : "$util.escapeJavaScript($params.get($paramName)).replaceAll("\\\\'", "'")"
        #if($foreach.hasNext),#end
    #end
}
    #if($foreach.hasNext),#end
#end
},
"stage" : "$context.stage"
}`;
    expect(JSON.parse(render(template))).to.deep.equal({
      params: { path: { id: "a b" }, querystring: { q: "1", flag: "" }, header: { "X-Name": "it's" } },
      stage: "v1",
    });
  });
});
