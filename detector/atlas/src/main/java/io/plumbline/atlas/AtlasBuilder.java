package io.plumbline.atlas;

import io.plumbline.atlas.probe.ProbeTexts;
import io.plumbline.model.HeadId;
import io.plumbline.model.loading.LoadedModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures an atlas: the families of its scope, then the causal check on other texts.
 *
 * <p>Equal plan, texts, model, scope and environment give byte-equal atlases. Every finished pass is kept in the work directory
 * under the hash of all it depends on, so a build that was killed goes on where it stopped, and builds may share a directory.
 */
public final class AtlasBuilder {
    /** What the time of the knock-outs is reported as. */
    public static final String KNOCKOUTS = "knock-outs";

    private final LoadedModel model;
    private final AtlasPlan plan;
    private final ProbeTexts texts;
    private final ProbeSet probes;
    private final Measurements measurements;
    private final List<HeadFamily> families;
    private final Steps progress;

    /**
     * Makes the probes of the core families; nothing runs yet.
     *
     * @param workDirectory where finished passes are kept; made if need be
     * @throws io.plumbline.model.PlumblineException INVALID_REQUEST or INVALID_INPUT if the texts do not suffice for the plan,
     *     INPUT_TOO_LONG if the model's window does not, UNSUPPORTED_MODEL if its tokenizer does not
     */
    public AtlasBuilder(
            LoadedModel model, AtlasPlan plan, ProbeTexts texts, Path workDirectory, BuildProgress progress) {
        this(model, plan, texts, workDirectory, progress, AtlasScope.CORE);
    }

    /**
     * As the other, with the families of a scope.
     *
     * @throws io.plumbline.model.PlumblineException as the other
     */
    public AtlasBuilder(
            LoadedModel model,
            AtlasPlan plan,
            ProbeTexts texts,
            Path workDirectory,
            BuildProgress progress,
            AtlasScope scope) {
        this.model = model;
        this.plan = plan;
        this.texts = texts;
        this.progress = new Steps(progress);
        this.probes = new ProbeSet(model, plan, texts);
        this.measurements = new Measurements(model, new MeasurementStore(workDirectory), this.progress);
        this.families = Families.of(scope, new FamilyContext(model, plan, texts, probes, measurements));
    }

    /** Runs what is not kept yet, and puts the atlas together. */
    public HeadAtlas build() {
        progress.start(families.stream().mapToLong(HeadFamily::tokens).sum() + checkTokens());
        Measured measured = measured();
        Map<String, ScoreFamily> scores = measured.scores();
        long start = System.nanoTime();
        CausalChecker checker = new CausalChecker(measurements, probes.check(), plan);
        List<CausalCheck> causal = new ArrayList<>();
        ScoreFamily copy = score(scores, ScoreFamily.COPY);
        List<HeadId> candidates = RetrievalRule.candidates(copy);
        boolean confirmed = false;
        if (!candidates.isEmpty()) {
            CausalCheck check = checker.check(
                    RetrievalRule.SET,
                    ScoreFamily.COPY,
                    copy,
                    candidates,
                    2 * plan.check().controls());
            confirmed = RetrievalRule.confirmed(check);
            causal.add(check);
        }
        for (HeadFamily family : families) {
            new TreeMap<>(family.knockouts()).forEach((name, shares) -> {
                if (scores.containsKey(name)) {
                    shares.forEach(share -> causal.add(top(checker, scores, name, share)));
                }
            });
        }
        progress.finished(KNOCKOUTS, Duration.ofNanos(System.nanoTime() - start));
        return new HeadAtlas(
                ModelIdentity.of(model),
                model.model().environment(),
                plan.seed(),
                plan.resamples(),
                texts.sha256(),
                scores,
                causal,
                probes.checkProvenance(),
                new RetrievalChoice(RetrievalRule.TEXT, candidates, confirmed),
                measured.details());
    }

    private Measured measured() {
        Measured all = new Measured(Map.of(), AtlasDetails.NONE);
        for (HeadFamily family : families) {
            long start = System.nanoTime();
            progress.begin(family.tokens());
            all = all.and(family.measure());
            progress.end();
            progress.finished(family.name(), Duration.ofNanos(System.nanoTime() - start));
        }
        return all;
    }

    /** Of runs of the check's probes at most: the whole model, the set and its controls, for each set. */
    private long checkTokens() {
        int controls = plan.check().controls();
        int sets = families.stream()
                .flatMap(family -> family.knockouts().values().stream())
                .mapToInt(List::size)
                .sum();
        return (sets * (2L + controls) + 2 + 2L * controls) * probes.checkTokens();
    }

    private static ScoreFamily score(Map<String, ScoreFamily> families, String name) {
        ScoreFamily family = families.get(name);
        if (family == null) {
            throw new IllegalStateException("no family " + name);
        }
        return family;
    }

    private CausalCheck top(CausalChecker checker, Map<String, ScoreFamily> families, String name, double share) {
        ScoreFamily family = score(families, name);
        List<HeadId> ranking = family.ranking();
        int k = Math.max(1, (int) (share * ranking.size()));
        return checker.check(
                name + "-" + k,
                name,
                family,
                ranking.subList(0, k),
                plan.check().controls());
    }

    /** Takes what a family announced and did not run out of the whole when it ends. */
    private static final class Steps implements BuildProgress {
        private final BuildProgress inner;
        private long announced;

        Steps(BuildProgress inner) {
            this.inner = inner;
        }

        void begin(long tokens) {
            announced = tokens;
        }

        void end() {
            if (announced > 0) {
                inner.skip(announced);
            }
            announced = 0;
        }

        @Override
        public void start(long tokens) {
            inner.start(tokens);
        }

        @Override
        public void advance(String stage, long tokens) {
            announced -= tokens;
            inner.advance(stage, tokens);
        }

        @Override
        public void skip(long tokens) {
            announced -= tokens;
            inner.skip(tokens);
        }

        @Override
        public void finished(String family, Duration time) {
            inner.finished(family, time);
        }
    }
}
