package io.plumbline.statistics;

/**
 * Rows whose probability falls into one bin.
 *
 * @param from lower edge, inclusive
 * @param to upper edge, exclusive but for the last bin
 * @param rows how many; never 0
 * @param meanProbability what was promised
 * @param positiveShare what happened
 * @param low lower end of the 95 % Wilson interval of the share
 * @param high upper end
 */
public record ReliabilityBin(
        double from, double to, int rows, double meanProbability, double positiveShare, double low, double high) {}
