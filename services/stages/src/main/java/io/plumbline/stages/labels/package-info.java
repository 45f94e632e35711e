/** What people said about verdicts, brought back to the answers they said it of. */
@NullMarked
package io.plumbline.stages.labels;

import org.jspecify.annotations.NullMarked;
