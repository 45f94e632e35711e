package io.plumbline.evaluation.metric;

import java.util.Optional;

/**
 * Marked characters against labelled ones, summed over all answers before dividing (micro): precision = overlap / marked,
 * recall = overlap / labelled, F1 = 2 overlap / (marked + labelled). This is how RAGTruth's paper and LettuceDetect count; a
 * character in two overlapping spans counts once here, twice in LettuceDetect's code. Characters are Unicode code points.
 *
 * @param rows answers whose labelled characters are known: with labelled spans, or supported
 * @param labelled labelled characters
 * @param marked marked characters
 * @param overlap characters that are both
 */
public record SpanResult(
        int rows,
        long labelled,
        long marked,
        long overlap,
        Optional<Estimate> precision,
        Optional<Estimate> recall,
        Optional<Estimate> f1) {}
