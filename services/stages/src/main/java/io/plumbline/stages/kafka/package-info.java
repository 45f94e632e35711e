/**
 * Topics without a service: reading stretches of them without a group (nothing is committed, nobody is rebalanced), and writing
 * records one by one.
 */
@NullMarked
package io.plumbline.stages.kafka;

import org.jspecify.annotations.NullMarked;
