/**
 * Benchmarks. {@link io.plumbline.loadtests.PrefillBenchmark} compares plain prefill, instrumented scoring, transformers and
 * the official ReDeEP loop in one run on one machine.
 */
@NullMarked
package io.plumbline.loadtests;

import org.jspecify.annotations.NullMarked;
