/** Reading stretches of topics without a group: nothing is committed, nobody is rebalanced. */
@NullMarked
package io.plumbline.stages.kafka;

import org.jspecify.annotations.NullMarked;
