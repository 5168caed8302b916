/** A ref that focuses an element and restores the previous focus when the element is removed. */
export function lendFocus(element: HTMLElement | null): () => void {
  const before = document.activeElement;
  element?.focus();
  return () => before instanceof HTMLElement && before.focus();
}
