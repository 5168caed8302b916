import type { ComponentChildren } from "preact";
import { Glyph } from "../ui/glyph.tsx";

interface GoodNewsProps {
  readonly title: string;
  readonly children?: ComponentChildren;
}

/** Something that was asked for is done. */
export function GoodNews({ title, children }: GoodNewsProps) {
  return (
    <div role="status" class="good-news">
      <Glyph name="check" />
      <div>
        <p class="good-news-title">{title}</p>
        {children}
      </div>
    </div>
  );
}
