import fc from "fast-check";

/**
 * A case that does not end, or too many of them, fails with what it was and its seed; the test's own limit of time
 * would say nothing of it. In ms; one case takes some 10.
 */
fc.configureGlobal({ timeout: 20_000, interruptAfterTimeLimit: 240_000, markInterruptAsFailure: true });
