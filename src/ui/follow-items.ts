import type { Items } from "../browser/items.ts";
import { loadItems, watchItems } from "../browser/storage.ts";

/**
 * Calls `render` once with everything that is stored, and again at each change.
 *
 * @returns how to read everything again, for when a reply came before the change that it speaks of
 */
export async function followItems(render: (items: Items) => void): Promise<() => Promise<Items>> {
  let items: Items | null = null;
  let early: Partial<Items> = {};
  watchItems((changes) => {
    if (items === null) early = { ...early, ...changes };
    else render((items = { ...items, ...changes }));
  });
  const reload = async (): Promise<Items> => {
    items = await loadItems();
    render(items);
    return items;
  };
  items = { ...(await loadItems()), ...early };
  render(items);
  return reload;
}
