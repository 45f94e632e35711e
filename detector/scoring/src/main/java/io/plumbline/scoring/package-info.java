/** ReDeEP scores, profiles and verdicts. */
@org.jspecify.annotations.NullMarked
package io.plumbline.scoring;
