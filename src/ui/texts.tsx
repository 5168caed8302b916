import { locale } from "../browser/i18n.ts";

/**
 * The server's texts in a row, each of its own direction.
 *
 * @param texts no one twice
 */
export function Texts({ texts }: { readonly texts: readonly string[] }) {
  const row = new Intl.ListFormat(locale(), { type: "unit", style: "short" });
  return (
    <>
      {row
        .formatToParts(texts)
        .map(({ type, value }) => (type === "element" ? <bdi key={value}>{value}</bdi> : value))}
    </>
  );
}
