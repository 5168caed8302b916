import type { Items } from "../browser/items.ts";
import { loadItems, watchItems } from "../browser/storage.ts";

/**
 * Renders a page once with everything that is stored, and again at each change.
 *
 * @param beside what else the first rendering needs, read at the same time
 * @returns how to read everything again, for when a reply came before the change that it speaks of
 */
export async function followItems<T>(
  beside: Promise<T>,
  render: (items: Items, beside: T) => void,
): Promise<() => Promise<Items>> {
  let items: Items | null = null;
  let early: Partial<Items> = {};
  watchItems((changes) => {
    if (items === null) {
      early = { ...early, ...changes };
      return;
    }
    items = { ...items, ...changes };
    render(items, other);
  });
  const [stored, other] = await Promise.all([loadItems(), beside]);
  items = { ...stored, ...early };
  render(items, other);
  return async () => {
    items = await loadItems();
    render(items, other);
    return items;
  };
}
