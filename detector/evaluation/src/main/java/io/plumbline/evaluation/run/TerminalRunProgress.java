package io.plumbline.evaluation.run;

import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A progress bar with the time left, on standard error. */
public final class TerminalRunProgress implements RunProgress {
    private static final int REFRESH_MS = 500;

    private final String task;
    private final String unit;
    private Optional<ProgressBar> bar = Optional.empty();

    /** Of scores. */
    public TerminalRunProgress() {
        this("scoring", " scores");
    }

    /**
     * Of anything.
     *
     * @param task in front of the bar
     * @param unit behind the numbers
     */
    public TerminalRunProgress(String task, String unit) {
        this.task = task;
        this.unit = unit;
    }

    @Override
    public void start(long total, long kept) {
        done();
        // what lies on disk took no time: without this the estimate would be far too short
        bar = Optional.of(new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .startsFrom(kept, Duration.ZERO)
                .setUnit(unit, 1)
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
