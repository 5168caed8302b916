import { locale } from "../browser/i18n.ts";

/**
 * A list of the server's texts, each in its own direction.
 *
 * @param texts without duplicates
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
