/**
 * ReDeEP: which words of an answer its passages do not carry, and why.
 *
 * <p>A model that answers from documents does two things at once. Its <em>copying heads</em> bring what the context says into
 * the residual stream; its <em>knowledge FFNs</em> add what the weights remember. Answers go wrong where the first is weak or
 * the second strong (Sun et al., ReDeEP, ICLR 2025, arXiv 2410.11414). So the answer is run once through an open model,
 * teacher-forced, and two numbers are read at each row that predicts one of its tokens:
 *
 * <ul>
 *   <li><b>ECS</b>, the external context score of a head: take the tenth of the context's tokens that the head attends to
 *       most, average their final states, and take the cosine with the row's own final state. High: what is about to be said
 *       is what the head reads. {@link io.plumbline.scoring.ecs.ExternalContextScorer}
 *   <li><b>PKS</b>, the parametric knowledge score of a layer: decode the residual stream before and after the FFN with the
 *       logit lens and take the divergence of the two distributions. High: the FFN changes what is about to be said.
 *       {@link io.plumbline.scoring.pks.ParametricKnowledgeScorer}
 * </ul>
 *
 * <p>A {@link io.plumbline.scoring.profile.Profile} scales and weighs them, calibrates the result and cuts it into spans;
 * {@link io.plumbline.scoring.ProfileDetector} runs it all. Three words for one outcome: a token has a <em>score</em> (the
 * weighted sum, higher is more suspect), a <em>probability</em> (calibrated), and the answer a <em>label</em>.
 *
 * <h2>Strict and legacy</h2>
 *
 * <p>The authors' released code differs from their paper. {@code LEGACY} reproduces the code, so that it can be compared with;
 * {@code STRICT} is the default.
 *
 * <table>
 *   <caption>What differs, and why strict does it its way</caption>
 *   <tr><th>Point</th><th>legacy (the code)</th><th>strict</th><th>Reason</th></tr>
 *   <tr><td>ECS keys</td><td>the whole prompt, system text included</td><td>the passages' text, titles excluded</td>
 *       <td>the paper defines it over the retrieved context; correlation of the two is 0.91</td></tr>
 *   <tr><td>k</td><td>P / 10, NaN below ten tokens</td><td>max(1, keys / 10)</td><td>short contexts</td></tr>
 *   <tr><td>divergence</td><td>1/2 [KL(M||A) + KL(M||B)], unbounded, times 1e6 / V</td><td>Jensen-Shannon, nats, at most
 *       ln 2</td><td>the paper's formula; sums over layers are bounded</td></tr>
 *   <tr><td>token labels</td><td>rows s to e inclusive: one late, one too long</td><td>the row that predicts a labelled
 *       token</td><td>a row must be judged by what it predicts</td></tr>
 *   <tr><td>chunk choice</td><td>sum of attention, the tokens' own rows, all prompt chunks</td><td>mean, predicting rows,
 *       passage chunks only</td><td>sums prefer long chunks, and instructions are no evidence</td></tr>
 *   <tr><td>chunk PKS</td><td>sum over tokens</td><td>mean</td><td>a sum measures length: Spearman 0.89 in the authors'
 *       log</td></tr>
 *   <tr><td>selection, scaling, weights</td><td>on the test set that is reported</td><td>on training rows, stored in the
 *       profile</td><td>the reported number would be a training number</td></tr>
 *   <tr><td>scaling</td><td>one min-max for the sum of heads, one for the sum of layers</td><td>median and the
 *       distance from the 10th to the 90th percentile for each head and layer</td><td>one layer must not outweigh the
 *       others by its unit</td></tr>
 * </table>
 *
 * <p>Not reproduced at all: the double final norm where a layer list does not start at 0, the head and layer offsets of the
 * 13B runs, float16 rounding. Legacy chunks keep the code's four-token shift, which is wrong by two for SmolLM2's template.
 *
 * <h2>Differs from the reference on purpose</h2>
 *
 * <ul>
 *   <li>With tied embeddings layer 0 is saturated (its MID state still decodes to the input token): every layer is scaled by
 *       itself, so that it cannot outweigh the others.
 *   <li>Chunks are embedded by the scoring model itself unless a profile names BGE-small; the paper used BGE-base.
 *   <li>Long input is cut into windows; a token keeps the window that supports it best
 *       ({@link io.plumbline.scoring.profile.WindowRule}). The code cuts prompts at 12,000 characters.
 *   <li>The scoring model need not be the model that answered.
 * </ul>
 *
 * <h2>What the published number is worth</h2>
 *
 * <p>The authors' log gives AUC 0.7473 on 450 RAGTruth answers, and {@link io.plumbline.scoring.LegacyRegression} reproduces
 * it to twelve digits. The same log gives 0.553 as the mean over its three tasks, and the task's name alone gives 0.7133: most of
 * the pooled number recognises the task. Report by task, with baselines.
 *
 * <p>Outcomes are equal to the bit for equal profile, model file and {@link io.plumbline.model.Environment}; what a verdict
 * publishes is rounded to six decimals.
 */
@NullMarked
package io.plumbline.scoring;

import org.jspecify.annotations.NullMarked;
