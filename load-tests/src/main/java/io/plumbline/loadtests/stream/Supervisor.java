package io.plumbline.loadtests.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps a detector alive as a cluster would: starts it again when it has ended, or when its liveness probe failed three times in
 * a row.
 */
final class Supervisor implements AutoCloseable {
    private static final long PERIOD_MS = 1000;
    private static final int FAILURES = 3;

    private final Consumer<String> progress;
    private final Thread thread = new Thread(this::run, "supervisor");
    private final List<String> restarts = new ArrayList<>();
    private ForkedDetector.Settings settings;
    private ForkedDetector detector;
    private boolean closed;

    /** Starts the detector and waits until it is ready. */
    Supervisor(ForkedDetector.Settings settings, Consumer<String> progress) throws InterruptedException {
        this.settings = settings;
        this.progress = progress;
        this.detector = ForkedDetector.start(settings);
        detector.awaitReady();
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        int failures = 0;
        try {
            while (true) {
                Thread.sleep(PERIOD_MS);
                ForkedDetector current = current();
                failures = current.isAlive() && !current.isLive() ? failures + 1 : 0;
                if (!current.isAlive()) {
                    restart("ended with " + current.exitCode(), current);
                } else if (failures >= FAILURES) {
                    restart("its liveness probe failed " + FAILURES + " times", current);
                    failures = 0;
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized ForkedDetector current() {
        return detector;
    }

    private synchronized void restart(String why, ForkedDetector old) throws InterruptedException {
        if (closed) {
            return;
        }
        restarts.add(why);
        progress.accept("detector: " + why + "; it is started again");
        old.kill();
        detector = ForkedDetector.start(settings);
    }

    /** Starts it again with other settings; returns when it is ready. */
    void replace(ForkedDetector.Settings newSettings) throws InterruptedException {
        synchronized (this) {
            settings = newSettings;
            detector.close();
            detector = ForkedDetector.start(newSettings);
        }
        current().awaitReady();
    }

    /** Why it was started again, each time. */
    synchronized List<String> restarts() {
        return List.copyOf(restarts);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        thread.interrupt();
        current().close();
    }
}
