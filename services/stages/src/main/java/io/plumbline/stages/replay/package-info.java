/** Judges logged events once more, beside the stream, and holds the verdicts against others. */
@NullMarked
package io.plumbline.stages.replay;

import org.jspecify.annotations.NullMarked;
