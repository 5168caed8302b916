/** Makes changes one after the other: what changes something at Exotel in one queue, the saved account in another. */
export interface ChangeQueue {
  /** Resolves when the last change in the queue has ended; `null` while the queue is empty. Never rejects. */
  end(): Promise<unknown> | null;
  /** Queues a change at once and makes it when its turn comes. */
  add<T>(change: () => Promise<T>): Promise<T>;
  /**
   * Makes a change once the queue is empty: changes queued meanwhile go first.
   *
   * @param notBefore returns what else to wait for, which may itself wait for the queue; `null` for nothing
   */
  addWhenEmpty<T>(change: () => Promise<T>, notBefore: () => Promise<unknown> | null): Promise<T>;
}

export function createChangeQueue(): ChangeQueue {
  let last: Promise<unknown> | null = null;

  function add<T>(change: () => Promise<T>): Promise<T> {
    const made = last === null ? change() : last.then(change);
    const end: Promise<unknown> = made
      .catch(() => undefined)
      .finally(() => {
        if (last === end) last = null;
      });
    last = end;
    return made;
  }

  return {
    end: () => last,
    add,
    async addWhenEmpty(change, notBefore) {
      const toWaitFor = (): Promise<unknown> | null => last ?? notBefore();
      // Queue it in the same turn in which nothing is left: a queued change must not wait for others.
      for (let before = toWaitFor(); before !== null; before = toWaitFor()) await before;
      return add(change);
    },
  };
}
