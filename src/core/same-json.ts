/** Whether two values are the same JSON, whatever the order of their fields: the browser has its own. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const others = new Map(Object.entries(b));
  const fields = Object.entries(a);
  return fields.length === others.size && fields.every(([key, value]) => isSameJson(value, others.get(key)));
}
