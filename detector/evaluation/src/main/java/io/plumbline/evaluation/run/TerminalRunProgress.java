package io.plumbline.evaluation.run;

import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A progress bar with the time left, on standard error. */
public final class TerminalRunProgress implements RunProgress {
    private static final int REFRESH_MS = 500;

    private Optional<ProgressBar> bar = Optional.empty();

    @Override
    public void start(long total, long kept) {
        done();
        // what lies on disk took no time: without this the estimate would be far too short
        bar = Optional.of(new ProgressBarBuilder()
                .setTaskName("scoring")
                .setInitialMax(total)
                .startsFrom(kept, Duration.ZERO)
                .setUnit(" scores", 1)
                .setUpdateIntervalMillis(REFRESH_MS)
                .build());
    }

    @Override
    public void step() {
        bar.ifPresent(ProgressBar::step);
    }

    @Override
    public void done() {
        bar.ifPresent(ProgressBar::close);
        bar = Optional.empty();
    }
}
