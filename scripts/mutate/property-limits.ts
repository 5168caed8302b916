import fc from "fast-check";

/** A property gets less time for each change than in the tests: what its first cases do not find, it rarely finds later. In ms. */
fc.configureGlobal({ seed: 1, interruptAfterTimeLimit: 400, markInterruptAsFailure: false });
