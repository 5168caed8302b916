import { locale } from "../browser/i18n.ts";

const inRow = (): Intl.ListFormat => new Intl.ListFormat(locale(), { type: "unit", style: "short" });

/** A list of the server's texts, for a place that takes no elements. */
export function textList(texts: readonly string[]): string {
  return inRow().format(texts);
}

/**
 * A list of the server's texts, each in its own direction.
 *
 * @param texts without duplicates
 */
export function Texts({ texts }: { readonly texts: readonly string[] }) {
  return (
    <>
      {inRow()
        .formatToParts(texts)
        .map(({ type, value }) => (type === "element" ? <bdi key={value}>{value}</bdi> : value))}
    </>
  );
}
