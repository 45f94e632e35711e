/** Everything in one process. */
@org.jspecify.annotations.NullMarked
package io.plumbline.standalone;
