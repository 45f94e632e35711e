package io.plumbline.cli;

import io.plumbline.atlas.BuildProgress;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Tokens done, tokens to do, and the time left, on standard error. */
final class AtlasProgressBar implements BuildProgress, AutoCloseable {
    private static final int REFRESH_MS = 500;

    private final Map<String, Duration> times = new LinkedHashMap<>();
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
    public void finished(String family, Duration time) {
        times.put(family, time);
    }

    /** How long each family took, in the order in which they ran. */
    Map<String, Duration> times() {
        return Collections.unmodifiableMap(times);
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
        bar = Optional.empty();
    }
}
