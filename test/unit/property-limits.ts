import fc from "fast-check";

/**
 * The same cases in each run: what is decided about a change must not hang on luck. `npm run hunt` looks for new ones,
 * with a seed of its own in HOOKSWITCH_SEED.
 *
 * A case that does not end, or too many of them, fails with what it was and its seed; the test's own limit of time
 * would say nothing of it. In ms; one case takes some 10, and all of a property 10,000 where nothing else runs.
 */
fc.configureGlobal({
  seed: Number(process.env.HOOKSWITCH_SEED ?? 1),
  timeout: 60_000,
  interruptAfterTimeLimit: 540_000,
  markInterruptAsFailure: true,
});
