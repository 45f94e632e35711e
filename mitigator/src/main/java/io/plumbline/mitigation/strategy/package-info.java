/**
 * Ways to write an answer anew: settings as data ({@link io.plumbline.mitigation.strategy.Strategy}), and one
 * {@link io.plumbline.mitigation.strategy.StrategyDecoder} that writes with them or scores given continuations, by the same
 * code.
 */
@NullMarked
package io.plumbline.mitigation.strategy;

import org.jspecify.annotations.NullMarked;
