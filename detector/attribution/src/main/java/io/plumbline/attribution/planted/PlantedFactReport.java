package io.plumbline.attribution.planted;

import io.plumbline.attribution.AttributionMethod;
import java.util.List;

/**
 * How often methods named the planted sentence.
 *
 * @param facts facts tried
 * @param rows one a method
 */
public record PlantedFactReport(int facts, List<Row> rows) {
    public PlantedFactReport {
        rows = List.copyOf(rows);
    }

    /**
     * One method.
     *
     * @param method the method
     * @param top1 facts whose sentence came first for the whole answer
     * @param top1OfValue the same for the tokens of the value alone
     * @param top3 facts whose sentence was among the first three for the whole answer
     * @param meanShare mean share of the planted sentence for the whole answer
     * @param passes of the model, all facts together
     * @param tokens that ran
     * @param reusedTokens that did not run because their keys and values were there
     * @param wallMs milliseconds, all facts together
     */
    public record Row(
            AttributionMethod method,
            int top1,
            int top1OfValue,
            int top3,
            double meanShare,
            long passes,
            long tokens,
            long reusedTokens,
            long wallMs) {}
}
