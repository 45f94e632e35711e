package io.plumbline.evaluation.run;

import io.plumbline.evaluation.LabelledExample;
import io.plumbline.evaluation.scorer.AnswerScorer;
import io.plumbline.evaluation.scorer.ScoringOutcome;
import io.plumbline.evaluation.scorer.Unscored;
import io.plumbline.evaluation.scorer.Unscored.Reason;
import io.plumbline.model.PlumblineException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives every answer to every scorer, answer by answer, so that scorers that share an expensive pass find it fresh. Outcomes of
 * scorers with a cache identity are read from disk where they are and appended where they are not: a run after a kill computes
 * what is missing and nothing twice. The order of outcomes, and so everything made of them, does not depend on what was kept.
 */
public final class EvaluationRunner {
    private final Optional<Path> cacheDirectory;
    private final RunProgress progress;

    /** Takes one outcome. */
    @FunctionalInterface
    public interface OutcomeSink {
        /**
         * Called once for each scorer and answer, the answers in their order and for each the scorers in theirs.
         *
         * @param scorer place of the scorer in its list
         * @param row place of the answer in its list
         */
        void accept(int scorer, int row, ScoringOutcome outcome);
    }

    /**
     * A runner.
     *
     * @param cacheDirectory where outcomes are kept; empty to keep none
     */
    public EvaluationRunner(Optional<Path> cacheDirectory, RunProgress progress) {
        this.cacheDirectory = cacheDirectory;
        this.progress = progress;
    }

    /** Scores everything. */
    public void run(List<AnswerScorer> scorers, List<LabelledExample> examples, OutcomeSink sink) throws IOException {
        List<Optional<LineCache>> caches = new ArrayList<>();
        try {
            for (AnswerScorer scorer : scorers) {
                caches.add(openCache(scorer));
            }
            List<String> hashes = examples.stream().map(ExampleHash::of).toList();
            long kept = caches.stream()
                    .flatMap(Optional::stream)
                    .mapToLong(cache -> hashes.stream().filter(cache::has).count())
                    .sum();
            progress.start((long) scorers.size() * examples.size(), kept);
            for (int row = 0; row < examples.size(); row++) {
                for (int s = 0; s < scorers.size(); s++) {
                    sink.accept(s, row, outcome(scorers.get(s), caches.get(s), examples.get(row), hashes.get(row)));
                }
            }
        } finally {
            progress.done();
            for (Optional<LineCache> cache : caches) {
                close(cache);
            }
        }
    }

    private Optional<LineCache> openCache(AnswerScorer scorer) throws IOException {
        Optional<String> identity = scorer.card().cacheIdentity();
        return cacheDirectory.isPresent() && identity.isPresent()
                ? Optional.of(LineCache.open(cacheDirectory.get(), scorer.card().name(), identity.get()))
                : Optional.empty();
    }

    private ScoringOutcome outcome(AnswerScorer scorer, Optional<LineCache> cache, LabelledExample example, String hash)
            throws IOException {
        boolean listed = cache.isPresent() && cache.get().has(hash);
        if (listed) {
            Optional<ScoringOutcome> kept = cache.get().read(hash).flatMap(OutcomeCodec::read);
            if (kept.isPresent()) {
                return kept.get();
            }
        }
        ScoringOutcome outcome = compute(scorer, example);
        if (!listed) {
            progress.step();
        }
        if (cache.isPresent() && isLasting(outcome)) {
            cache.get().write(hash, OutcomeCodec.write(outcome));
        }
        return outcome;
    }

    private static ScoringOutcome compute(AnswerScorer scorer, LabelledExample example) throws IOException {
        try {
            return scorer.score(example);
        } catch (PlumblineException e) {
            return new Unscored(Reason.FAILED, e.code() + ": " + e.getMessage());
        }
    }

    /** A failure, or a missing library, may be gone next time. */
    private static boolean isLasting(ScoringOutcome outcome) {
        return outcome.fold(
                scored -> true,
                unscored -> unscored.reason() != Reason.FAILED && unscored.reason() != Reason.NOT_AVAILABLE);
    }

    private static void close(Optional<? extends Closeable> cache) throws IOException {
        if (cache.isPresent()) {
            cache.get().close();
        }
    }
}
