/** A KRaft broker as a library. */
@org.jspecify.annotations.NullMarked
package io.plumbline.embeddedkafka;
