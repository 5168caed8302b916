/** Calls back every second while the page is visible, and as soon as it becomes visible again. */
export function everySecond(tick: () => void): void {
  const tickIfVisible = (): void => {
    if (document.visibilityState === "visible") tick();
  };
  setInterval(tickIfVisible, 1000);
  document.addEventListener("visibilitychange", tickIfVisible);
}
