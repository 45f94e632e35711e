/** From a retrieval-augmented example to a rendered prompt with character spans. */
@org.jspecify.annotations.NullMarked
package io.plumbline.prompt;
