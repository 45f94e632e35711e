/**
 * What policies of key/value caches cost: needles found again from compressed caches, against the bytes truly held.
 */
@NullMarked
package io.plumbline.evaluation.kv;

import org.jspecify.annotations.NullMarked;
