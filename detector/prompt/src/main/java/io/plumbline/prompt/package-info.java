/**
 * From an answer and its passages to the one text a model reads, with the place of every passage in it.
 *
 * <p>{@link io.plumbline.prompt.PromptRenderer} puts a {@link io.plumbline.prompt.RagExample} into a
 * {@link io.plumbline.prompt.PromptTemplate} and that into the model's chat template;
 * {@link io.plumbline.prompt.EncodedPrompt} adds the tokens and says which rows predict the answer and which keys are
 * context.
 */
@NullMarked
package io.plumbline.prompt;

import org.jspecify.annotations.NullMarked;
