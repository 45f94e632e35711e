/** What the services that read and write Kafka share: how a result becomes a record, and how it is sent. */
@NullMarked
package io.plumbline.channels;

import org.jspecify.annotations.NullMarked;
