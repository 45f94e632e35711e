/**
 * Keys and values of the tokens seen so far, and cheap branches of them.
 */
@NullMarked
package io.plumbline.model.kv;

import org.jspecify.annotations.NullMarked;
