/**
 * ReDeEP(chunk): the answer and its context in chunks of about 500 characters, compared by embedding, with the copying
 * heads' attention choosing what to compare.
 */
@NullMarked
package io.plumbline.scoring.chunk;

import org.jspecify.annotations.NullMarked;
