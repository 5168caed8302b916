/** Calls back each second while the page can be seen, and as soon as it can be seen again. */
export function everySecond(tick: () => void): void {
  const tickIfVisible = (): void => {
    if (document.visibilityState === "visible") tick();
  };
  setInterval(tickIfVisible, 1000);
  document.addEventListener("visibilitychange", tickIfVisible);
}
