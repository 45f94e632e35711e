package io.plumbline.loadtests.stub;

import io.plumbline.model.CharSpan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.AbstentionReason;
import io.plumbline.scoring.DetectionOutcome;
import io.plumbline.scoring.Detector;
import io.plumbline.scoring.FlaggedSpan;
import io.plumbline.scoring.Label;
import io.plumbline.scoring.ScoreExplanation;
import io.plumbline.scoring.Verdict;
import io.plumbline.scoring.profile.Profile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Flags the first word of every answer, after a constant time. Answers of more than {@value #CHARACTERS_MAX} characters are too
 * long, as they are for a model; {@code HOLD} and {@code ALLOCATE} are in {@link StubConfig}.
 */
final class StubDetector implements Detector {
    static final int CHARACTERS_MAX = 100_000;
    private static final long HOLD_POLL_NANOS = 2_000_000;

    private final Profile profile;
    private final StubConfig config;
    private final long workNanos;

    StubDetector(Profile profile, StubConfig config) {
        this.profile = profile;
        this.config = config;
        this.workNanos = config.work().toNanos();
    }

    @Override
    public Profile profile() {
        return profile;
    }

    @Override
    public DetectionOutcome detect(RagExample example) {
        if (!example.hasContext()) {
            return new DetectionOutcome.Abstained(AbstentionReason.NO_CONTEXT, "no passages");
        }
        String answer = example.response();
        if (answer.length() > CHARACTERS_MAX) {
            throw new PlumblineException(
                    ErrorCode.INPUT_TOO_LONG, answer.length() + " characters, at most " + CHARACTERS_MAX);
        }
        if (answer.startsWith("HOLD")) {
            hold();
        }
        if (answer.startsWith("ALLOCATE")) {
            allocate();
        }
        work();
        return new DetectionOutcome.Scored(verdict(answer));
    }

    private void hold() {
        while (config.hold().filter(Files::exists).isPresent()) {
            LockSupport.parkNanos(HOLD_POLL_NANOS);
        }
    }

    private void allocate() {
        if (config.allocate().filter(StubDetector::delete).isEmpty()) {
            return;
        }
        List<long[]> hoard = new ArrayList<>();
        while (hoard.size() < Integer.MAX_VALUE) {
            hoard.add(new long[1 << 20]);
        }
        throw new IllegalStateException(hoard.size() + " arrays and still memory left");
    }

    private static boolean delete(Path file) {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void work() {
        long end = System.nanoTime() + workNanos;
        for (long left = workNanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static Verdict verdict(String answer) {
        int word = answer.indexOf(' ');
        CharSpan first = new CharSpan(0, word > 0 ? word : answer.length());
        return new Verdict(
                Label.HALLUCINATED,
                0.9,
                0.5,
                2,
                List.of(new FlaggedSpan(first, 0.9, List.of("LOW_CONTEXT_USE"), List.of())),
                List.of(),
                10,
                6,
                3,
                1,
                List.of(),
                new ScoreExplanation(List.of(), List.of()));
    }
}
