package io.plumbline.model.weights;

import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A progress bar on standard error, for terminals. */
public final class TerminalProgress implements Progress {
    private static final int REFRESH_MS = 200;
    private static final long MEBIBYTE = 1 << 20;

    private Optional<ProgressBar> bar = Optional.empty();

    @Override
    public void start(String label, long totalBytes) {
        done();
        bar = Optional.of(new ProgressBarBuilder()
                .setTaskName(label)
                .setInitialMax(totalBytes)
                .setUnit(" MiB", MEBIBYTE)
                .setUpdateIntervalMillis(REFRESH_MS)
                .build());
    }

    @Override
    public void advance(long bytes) {
        bar.ifPresent(shown -> shown.stepBy(bytes));
    }

    @Override
    public void done() {
        bar.ifPresent(ProgressBar::close);
        bar = Optional.empty();
    }
}
