package io.plumbline.cli;

import io.plumbline.atlas.BuildProgress;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Tokens done, tokens to do, and the time left, on standard error. */
final class AtlasProgressBar implements BuildProgress, AutoCloseable {
    private static final int REFRESH_MS = 500;

    private Optional<ProgressBar> bar = Optional.empty();

    @Override
    public void start(long tokens) {
        close();
        bar = Optional.of(new ProgressBarBuilder()
                .setTaskName("atlas")
                .setInitialMax(tokens)
                .setUnit(" tokens", 1)
                .setUpdateIntervalMillis(REFRESH_MS)
                .build());
    }

    @Override
    public void advance(String stage, long tokens) {
        bar.ifPresent(shown -> {
            shown.setExtraMessage(" " + stage);
            shown.stepBy(tokens);
        });
    }

    /** Takes what need not run out of the whole, so that the time left stays an estimate of passes that run. */
    @Override
    public void skip(long tokens) {
        bar.ifPresent(shown -> shown.maxHint(shown.getMax() - tokens));
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
        bar = Optional.empty();
    }
}
