import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseExactly } from "../../../src/exotel/exact-json.ts";

/** As an answer may be laid out. */
const SPACES = fc.constantFrom("", " ", "\n\t", "\r\n  ");

describe("JSON read exactly", () => {
  it.each([
    ["9007199254740993", "9007199254740993"],
    ["-9007199254740993", "-9007199254740993"],
    ["12345678901234567890", "12345678901234567890"],
    ["100000000000000000000000", "100000000000000000000000"],
    ["-0", "-0"],
    ["9007199254740991", 9007199254740991],
    // Longer than is safe, and yet the same.
    ["9007199254740992", 9007199254740992],
    ["100280", 100280],
    ["-5", -5],
    ["1.5", 1.5],
    ["0.1", 0.1],
    ["1e3", [1000]],
    ["1E+3", [1000]],
    ["100280.0", [100280]],
    ["1234567890123456789e2", [Number("1234567890123456789e2")]],
    ["1.2345678901234567890", [Number("1.2345678901234567890")]],
    ["1e400", [Number.POSITIVE_INFINITY]],
  ])("%s", (text, value) => {
    expect(parseExactly(text)).toEqual(value);
    expect(parseExactly(` {"id" :${text}, "a":[ ${text},${text} ]}\n`)).toEqual({
      id: value,
      a: [value, value],
    });
  });

  it.each(["", "{", "01", "1.", "[1,]", '{"a":9007199254740993', "NaN", "<html>"])("%j is none", (text) => {
    expect(() => parseExactly(text)).toThrow(SyntaxError);
  });

  it("changes nothing but the numbers that a JavaScript number does not keep", () => {
    const strings = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom('12345678901234567890"', "\\", '\\"', "1e3", '":12345678901234567890,"', "\u2028"),
    );
    const values = fc.jsonValue({ depthSize: "small", stringUnit: "binary" });
    const texts = fc.tuple(values, strings, strings).map(([value, key, text]) => ({ value, [key]: text }));
    fc.assert(
      fc.property(texts, fc.constantFrom(0, 1, 4), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        // What JavaScript itself has written reads as it is written.
        expect(parseExactly(text)).toStrictEqual(JSON.parse(text));
      }),
    );
  });

  it("keeps each digit of an integer, wherever it stands", () => {
    const integers = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), integers, SPACES)), (entries) => {
        const named = new Map(entries.map(([key, integer]) => [`k${key}`, integer]));
        const space = entries[0]?.[2] ?? "";
        const members = [...named].map(
          ([key, integer]) => `${space}${JSON.stringify(key)}${space}:${space}${integer}${space}`,
        );
        const read = parseExactly(`{${members.join(",")}}`) as Record<string, unknown>;
        for (const [key, integer] of named) expect(String(read[key])).toBe(String(integer));
      }),
    );
  });

  it("takes time in proportion to the length, whatever the text is", () => {
    const size = 256 * 1024;
    const hard = [
      `"${"a".repeat(size)}"`,
      `"${"\\\\".repeat(size / 2)}"`,
      `"${'\\"'.repeat(size / 2)}"`,
      "1".repeat(size),
      `[${"1,".repeat(size / 2)}1]`,
      `[${"-1e-5,".repeat(size / 6)}1]`,
      `${"[".repeat(size / 2)}${"]".repeat(size / 2)}`,
      `"${"1234567890123456789".repeat(size / 19)}"`,
    ];
    // By the square of the length it would be minutes.
    for (const text of hard) expect(() => parseExactly(text)).not.toThrow();
  });
});
