/**
 * The server's texts with commas between them, each of its own direction.
 *
 * @param texts no one twice
 */
export function Texts({ texts }: { readonly texts: readonly string[] }) {
  return (
    <>
      {texts.map((text, index) => (
        <span key={text}>
          {index > 0 && ", "}
          <bdi>{text}</bdi>
        </span>
      ))}
    </>
  );
}
