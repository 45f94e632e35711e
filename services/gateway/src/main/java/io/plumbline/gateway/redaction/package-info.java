/** Takes personal data out of events before they are stored. Off unless configured. */
@NullMarked
package io.plumbline.gateway.redaction;

import org.jspecify.annotations.NullMarked;
