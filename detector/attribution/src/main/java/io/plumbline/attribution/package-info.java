/**
 * Which sentences of the passages carry an answer, or a part of it.
 *
 * <p>{@link io.plumbline.attribution.Attributor} is the way in. Of its methods {@code ARC_JSD} (Li et al., arXiv
 * 2505.16415) takes one sentence after the other out of the context and asks how far the model's predictions of the
 * very same answer move: an effect, and one pass for each sentence. The others read, in one or two passes, where
 * retrieval heads looked: attention mass; the same less a baseline as QRHead (EMNLP 2025) takes it; and votes of the
 * most attended positions, as the retrieval-attention-probing of ICR2 (arXiv 2501.08248) casts them. Where we differ
 * from the authors' code, on purpose:
 *
 * <ul>
 *   <li>ARC-JSD: a true Jensen-Shannon divergence, bounded by ln 2, where the released code computes the unbounded
 *     1/2 KL(M||P) + 1/2 KL(M||Q); that stays available as {@link io.plumbline.model.DivergenceMode#REVERSED_KL}.
 *     Tokens before the ablated sentence are not run again. The answer's token ids are given, not decoded and encoded
 *     again.
 *   <li>QRHead scores documents for a query and drops tokens far below the mean; here the rows are those that predict
 *     the answer, and whole sentences are summed.
 *   <li>ICR2 picks passages while it generates; here sentences, teacher-forced, by heads that the caller names.
 * </ul>
 */
@NullMarked
package io.plumbline.attribution;

import org.jspecify.annotations.NullMarked;
