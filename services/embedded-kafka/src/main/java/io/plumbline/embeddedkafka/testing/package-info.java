/** Test support; needs Quarkus' test library, which users of the broker itself do not. */
@org.jspecify.annotations.NullMarked
package io.plumbline.embeddedkafka.testing;
