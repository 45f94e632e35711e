package io.plumbline.stages.redrive;

/**
 * How much one run may do.
 *
 * @param perSecond records put back in a second at most
 * @param recordsMax records put back in all at most
 * @param attemptsMax a record that was put back so often and died again is left alone
 * @param hopelessToo also those that cannot succeed unchanged, for example once a limit was raised
 */
public record RedriveLimits(double perSecond, long recordsMax, int attemptsMax, boolean hopelessToo) {
    /** 10 a second, 10,000 in all, three attempts, what can succeed. */
    public static final RedriveLimits DEFAULT = new RedriveLimits(10, 10_000, 3, false);

    public RedriveLimits {
        if (!(perSecond > 0) || recordsMax < 1 || attemptsMax < 1) {
            throw new IllegalArgumentException(perSecond + " a second, " + recordsMax + " records, " + attemptsMax
                    + " attempts: all must be above 0");
        }
    }
}
