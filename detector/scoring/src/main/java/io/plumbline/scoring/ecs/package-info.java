/** External context score: does the model's state point where the text its copying heads read points? */
@NullMarked
package io.plumbline.scoring.ecs;

import org.jspecify.annotations.NullMarked;
