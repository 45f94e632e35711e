/**
 * Repair of flagged answers. A {@link io.plumbline.mitigation.Mitigator} has the scoring model write the answer anew by the
 * strategies of a preset, drops what is degenerate, scores the rest as the original was scored, and accepts one only if it is
 * better beyond the noise of the score; {@link io.plumbline.mitigation.Guidance} says as data what is wrong and what was read,
 * for applications that ask their own model again. Arrows: {@code mitigation -> preset -> strategy -> scoring}.
 */
@NullMarked
package io.plumbline.mitigation;

import org.jspecify.annotations.NullMarked;
