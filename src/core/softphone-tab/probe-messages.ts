/** What the worker asks the script in the softphone's page. The reply is a `ProbeAnswer`. */
export const PROBE_QUESTION = { type: "probe" } as const;

/** What that script tells the worker by itself: the microphone's permission or the audio devices have changed. */
export const PROBE_CHANGED = { type: "probe-changed" } as const;
