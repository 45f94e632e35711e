/** What a mitigator does, as a file: strategies, budgets, and when a candidate is good enough. */
@NullMarked
package io.plumbline.mitigation.preset;

import org.jspecify.annotations.NullMarked;
