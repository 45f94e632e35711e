/**
 * Choosing the next token, and the loop that decodes: {@link io.plumbline.model.sampling.DecodingLoop} runs a model
 * token by token, lets a {@link io.plumbline.model.sampling.StepController} look at every step and have it run again
 * with interventions, changes logits by a {@link io.plumbline.model.sampling.LogitsTransform}, and chooses by a {@link
 * io.plumbline.model.sampling.TokenSampler}.
 */
@NullMarked
package io.plumbline.model.sampling;

import org.jspecify.annotations.NullMarked;
