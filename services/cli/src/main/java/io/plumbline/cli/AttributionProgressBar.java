package io.plumbline.cli;

import io.plumbline.attribution.AttributionProgress;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Attributions done, attributions to do, and the time left, on standard error. */
final class AttributionProgressBar implements AttributionProgress, AutoCloseable {
    private static final int REFRESH_MS = 500;

    private final ProgressBar bar;
    private boolean first = true;

    AttributionProgressBar(long attributions) {
        bar = new ProgressBarBuilder()
                .setTaskName("attribution")
                .setInitialMax(attributions)
                .setUpdateIntervalMillis(REFRESH_MS)
                .build();
    }

    @Override
    public void start(int passes) {
        if (!first) {
            bar.step();
        }
        first = false;
    }

    @Override
    public void advance(long tokens) {
        // attributions are counted
    }

    @Override
    public boolean cancelled() {
        return Thread.currentThread().isInterrupted();
    }

    @Override
    public void close() {
        bar.close();
    }
}
