@NullMarked
package io.plumbline.gateway.redaction;

import org.jspecify.annotations.NullMarked;
