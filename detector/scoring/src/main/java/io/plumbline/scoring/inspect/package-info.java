/**
 * A verdict taken apart for a person: each token's features and what they added to its score, and which passage words each
 * head attended to before the token was written. Read from the verdict's own passes.
 */
@NullMarked
package io.plumbline.scoring.inspect;

import org.jspecify.annotations.NullMarked;
