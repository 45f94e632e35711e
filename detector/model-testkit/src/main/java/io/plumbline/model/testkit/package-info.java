/** Seeded tiny models, fixture readers, and the contract every forward pass must satisfy. */
@org.jspecify.annotations.NullMarked
package io.plumbline.model.testkit;
