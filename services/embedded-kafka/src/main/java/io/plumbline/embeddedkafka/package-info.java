/** A real Kafka broker (KRaft, one node, broker and controller in one) inside this process, and the making of topics. */
@org.jspecify.annotations.NullMarked
package io.plumbline.embeddedkafka;
