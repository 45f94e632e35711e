/**
 * The instrumented model: one teacher-forced pass over a prompt and its answer, with exactly what was asked for captured.
 *
 * <p>Entry points: {@link io.plumbline.model.InstrumentedModel} runs a {@link io.plumbline.model.ForwardRequest}; a
 * {@link io.plumbline.model.CapturePlan} says what to bring back, an {@link io.plumbline.model.InterventionPlan} what to
 * change on the way, and an {@link io.plumbline.model.ActivationTrace} holds the result as plain Java values. Two
 * implementations satisfy the same contract: {@code model.reference} (plain Java, the oracle) and {@code model.djl} (the
 * PyTorch engine).
 *
 * <p>Positions are absolute token positions of the sequence, zero-based; a <em>row</em> is a query position, a <em>key</em>
 * the position attended to. Nothing in this module knows about retrieval, Kafka or HTTP.
 */
@NullMarked
package io.plumbline.model;

import org.jspecify.annotations.NullMarked;
