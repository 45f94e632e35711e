/** Repair of flagged answers. */
@org.jspecify.annotations.NullMarked
package io.plumbline.mitigation;
