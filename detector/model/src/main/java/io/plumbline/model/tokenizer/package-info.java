/**
 * Text to token ids and back, with character spans, and chat templates. The only package that imports
 * {@code ai.djl.huggingface}.
 */
@NullMarked
package io.plumbline.model.tokenizer;

import org.jspecify.annotations.NullMarked;
