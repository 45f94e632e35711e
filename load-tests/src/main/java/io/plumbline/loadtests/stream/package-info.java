/**
 * The stream under load and under faults: a broker and a detector in processes of their own, an open-loop generator, a ledger of
 * every event by its id, latency, lag and recovery. {@link io.plumbline.loadtests.stream.StreamTests} is the command line.
 */
@NullMarked
package io.plumbline.loadtests.stream;

import org.jspecify.annotations.NullMarked;
