/** Takes everything about an answer, or about a tenant, out of every topic. */
@NullMarked
package io.plumbline.stages.erase;

import org.jspecify.annotations.NullMarked;
