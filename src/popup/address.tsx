/** Where an address or a number may go on in the next line. */
const BREAKS = /(?<=[@._-])/;

/** A name, a number or a SIP address in the server's words. It breaks at its signs, not in the middle of a word. */
export function Address({ text }: { readonly text: string }) {
  return (
    <p class="device-address">
      {/* The tooltip has the direction of its element. */}
      <bdi title={text}>
        {text.split(BREAKS).flatMap((part, index) => (index === 0 ? [part] : [<wbr key={index} />, part]))}
      </bdi>
    </p>
  );
}
