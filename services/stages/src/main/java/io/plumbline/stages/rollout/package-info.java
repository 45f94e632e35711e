/** Which profile judges whose answers, which ones are on trial beside it, and how that changes without a restart. */
@NullMarked
package io.plumbline.stages.rollout;

import org.jspecify.annotations.NullMarked;
