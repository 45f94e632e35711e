/**
 * Which head of a model does what: measured once for each model, checked by knocking heads out, kept as one file.
 *
 * <p>{@link io.plumbline.atlas.AtlasBuilder} measures, {@link io.plumbline.atlas.AtlasCodec} reads and writes, {@link
 * io.plumbline.atlas.Atlases} holds the bundled ones. Scores come in named families ({@link
 * io.plumbline.atlas.ScoreFamily}); a new family is a class that implements {@code HeadFamily} and a line in {@code
 * Families}: a new name, not a new format. What families tell beyond one number for each head lies in {@link
 * io.plumbline.atlas.AtlasDetails}.
 *
 * <p>Where this departs from published code, on purpose. The copy score is teacher-forced and strict (the top key must be
 * the very needle token that is written), so it needs no generation that succeeds, is bounded by 1 and never comes out empty;
 * Wu et al. (arXiv 2404.15574) count greedy steps of runs that pass a ROUGE gate. Needle positions are known, not searched.
 * Knock-outs never average over later positions. Random controls come from the same layers and exclude the heads under test;
 * in the released code the exclusion has no effect. Heads are chosen on one set of texts and judged on another.
 */
@NullMarked
package io.plumbline.atlas;

import org.jspecify.annotations.NullMarked;
