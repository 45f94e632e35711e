/**
 * From a model file to a model that runs: weights, tokenizer and chat template opened together.
 */
@NullMarked
package io.plumbline.model.loading;

import org.jspecify.annotations.NullMarked;
