/** What operators changed or erased, written where nobody edits it. */
@NullMarked
package io.plumbline.stages.audit;

import org.jspecify.annotations.NullMarked;
