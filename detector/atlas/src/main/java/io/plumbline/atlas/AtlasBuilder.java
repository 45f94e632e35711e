package io.plumbline.atlas;

import io.plumbline.atlas.probe.NeedleProbe;
import io.plumbline.atlas.probe.ProbeTexts;
import io.plumbline.atlas.probe.RepeatedProbe;
import io.plumbline.model.HeadId;
import io.plumbline.model.loading.LoadedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures an atlas: detection by needles and by repeated tokens, then the causal check on other texts.
 *
 * <p>Equal plan, texts, model and environment give byte-equal atlases. Every finished pass is kept in the work directory under
 * the hash of all it depends on, so a build that was killed goes on where it stopped, and builds may share a directory.
 */
public final class AtlasBuilder {
    private static final int FORMULAS = 1;
    private static final String COPY_DEFINITION =
            "share of the answer's tokens at which the head's most attended key is the"
                    + " needle's token that is being written (teacher-forced, strict alignment; after Wu et al., arXiv 2404.15574)";
    private static final String INDUCTION_DEFINITION =
            "attention from a repeated random token to what came after it in the"
                    + " copies before, mean over the second and later copies (RazorAttention, arXiv 2407.15891)";
    private static final String ECHO_DEFINITION =
            "attention from a repeated random token to itself in the copies before, mean"
                    + " over the second and later copies (RazorAttention, arXiv 2407.15891)";

    private final LoadedModel model;
    private final AtlasPlan plan;
    private final ProbeTexts texts;
    private final ProbeSet probes;
    private final Measurements measurements;
    private final BuildProgress progress;

    /**
     * Makes the probes; nothing runs yet.
     *
     * @param workDirectory where finished passes are kept; made if need be
     * @throws io.plumbline.model.PlumblineException INVALID_REQUEST or INVALID_INPUT if the texts do not suffice for the plan,
     *     INPUT_TOO_LONG if the model's window does not, UNSUPPORTED_MODEL if its tokenizer does not
     */
    public AtlasBuilder(
            LoadedModel model, AtlasPlan plan, ProbeTexts texts, Path workDirectory, BuildProgress progress) {
        this.model = model;
        this.plan = plan;
        this.texts = texts;
        this.progress = progress;
        this.probes = new ProbeSet(model, plan, texts);
        this.measurements = new Measurements(model, new MeasurementStore(workDirectory), progress);
    }

    /** Runs what is not kept yet, and puts the atlas together. */
    public HeadAtlas build() {
        progress.start(probes.detectionTokens() + conditions() * probes.checkTokens());
        Map<String, ScoreFamily> families = families();
        ScoreFamily copy = family(families, ScoreFamily.COPY);
        CausalChecker checker = new CausalChecker(measurements, probes.check(), plan);
        List<CausalCheck> causal = new ArrayList<>();
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
        for (double share : plan.check().shares()) {
            causal.add(top(checker, families, ScoreFamily.COPY, share));
        }
        double least = Collections.min(plan.check().shares());
        causal.add(top(checker, families, ScoreFamily.INDUCTION, least));
        causal.add(top(checker, families, ScoreFamily.ECHO, least));
        return new HeadAtlas(
                ModelIdentity.of(model),
                model.model().environment(),
                plan.seed(),
                plan.resamples(),
                texts.sha256(),
                families,
                causal,
                probes.checkProvenance(),
                new RetrievalChoice(RetrievalRule.TEXT, candidates, confirmed));
    }

    /** Runs of the check's probes at most: the whole model, the set and its controls, for each set. */
    private long conditions() {
        int controls = plan.check().controls();
        int sets = plan.check().shares().size() + 2;
        return sets * (2L + controls) + 2 + 2L * controls;
    }

    private static ScoreFamily family(Map<String, ScoreFamily> families, String name) {
        ScoreFamily family = families.get(name);
        if (family == null) {
            throw new IllegalStateException("no family " + name);
        }
        return family;
    }

    private CausalCheck top(CausalChecker checker, Map<String, ScoreFamily> families, String name, double share) {
        ScoreFamily family = family(families, name);
        List<HeadId> ranking = family.ranking();
        int k = Math.max(1, (int) (share * ranking.size()));
        return checker.check(
                name + "-" + k,
                name,
                family,
                ranking.subList(0, k),
                plan.check().controls());
    }

    private Map<String, ScoreFamily> families() {
        List<double[]> copy = new ArrayList<>();
        for (NeedleProbe probe : probes.needles()) {
            copy.add(measurements.copy(probe));
        }
        List<double[]> repeated = new ArrayList<>();
        for (RepeatedProbe probe : probes.repeated()) {
            repeated.add(measurements.repeated(probe));
        }
        Map<String, ScoreFamily> families = new TreeMap<>();
        families.put(ScoreFamily.COPY, family(COPY_DEFINITION, probes.needleProvenance(), copy, 0));
        ProbeProvenance random = probes.repeatedProvenance();
        families.put(ScoreFamily.INDUCTION, family(INDUCTION_DEFINITION, random, repeated, 0));
        int heads = ModelIdentity.of(model).allHeads().size();
        families.put(ScoreFamily.ECHO, family(ECHO_DEFINITION, random, repeated, heads));
        return families;
    }

    /** @param offset of the family's first head among a probe's values */
    private ScoreFamily family(String definition, ProbeProvenance provenance, List<double[]> values, int offset) {
        Bootstrap bootstrap = new Bootstrap(provenance.groups(), plan.resamples(), plan.seed());
        Map<HeadId, HeadScore> scores = new TreeMap<>();
        List<HeadId> heads = ModelIdentity.of(model).allHeads();
        for (int h = 0; h < heads.size(); h++) {
            int column = offset + h;
            double[] ofHead = values.stream()
                    .mapToDouble(probe -> Bootstrap.rounded(probe[column]))
                    .toArray();
            Estimate estimate = bootstrap.mean(ofHead);
            List<Double> list = Arrays.stream(ofHead).boxed().toList();
            scores.put(heads.get(h), new HeadScore(estimate.mean(), estimate.low(), estimate.high(), list));
        }
        return new ScoreFamily(definition, FORMULAS, provenance, scores);
    }
}
