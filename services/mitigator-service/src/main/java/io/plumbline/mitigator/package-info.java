/** The mitigator as a service: mitigation requests in, repaired answers or reasons out. Thin: the work is in the stages. */
@NullMarked
package io.plumbline.mitigator;

import org.jspecify.annotations.NullMarked;
