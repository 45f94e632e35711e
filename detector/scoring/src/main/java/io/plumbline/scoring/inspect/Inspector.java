package io.plumbline.scoring.inspect;

import io.plumbline.model.HeadId;
import io.plumbline.model.ModelConfig;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.ExaminedWindow;
import io.plumbline.scoring.Examiner;
import io.plumbline.scoring.Judge;
import io.plumbline.scoring.ProfileDetector;
import io.plumbline.scoring.Unexaminable;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureKind;
import io.plumbline.scoring.feature.FeatureReader;
import io.plumbline.scoring.feature.FeatureTable;
import io.plumbline.scoring.profile.EvidenceRule;
import io.plumbline.scoring.profile.Profile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Judges answers as a {@link ProfileDetector} does and keeps what a person wants to see: equal verdicts, from the same passes.
 *
 * <p>The profile's own features come first. What it lacks of context share, ECS, PKS and likelihood is read beside them: of the
 * heads whose attention is shown, and of three layers in the upper half, where knowledge FFNs lie. Costs a verdict's
 * passes and, where PKS is read beside, three vocabulary products for each of the answer's tokens.
 */
public final class Inspector {
    /** Words with less of a head's attention to the passages are left out. */
    public static final double LEAST_SHARE = 0.01;

    /** More heads than this are not shown: nobody reads them, and each costs a row over all passage tokens. */
    public static final int MAX_HEADS = 8;

    /** Passage parts of one window, about: attention is held for each token of the answer, head and part. */
    private static final int MOST_PARTS = 2048;

    private final ProfileDetector detector;
    private final Judge judge;
    private final List<HeadId> heads;
    private final FeatureReader beside;
    private final EvidenceRule parts;

    /** @param config of the detector's model */
    public Inspector(ProfileDetector detector, ModelConfig config) {
        Profile profile = detector.profile();
        this.detector = detector;
        this.judge = new Judge(profile);
        this.heads = (profile.evidence().heads().isEmpty()
                        ? profile.headIds()
                        : profile.evidence().heads())
                .stream().limit(MAX_HEADS).toList();
        this.beside = new FeatureReader(profile.mode(), beside(profile.features(), heads, config.layers()));
        this.parts = parts(heads, Math.min(profile.windows().maxTokens(), config.contextLength()));
    }

    /** One token a part; a few where windows are so long that the attention would not fit into memory. */
    private static EvidenceRule parts(List<HeadId> heads, int windowTokens) {
        int partTokens = (windowTokens + MOST_PARTS - 1) / MOST_PARTS;
        return heads.isEmpty() ? EvidenceRule.OFF : new EvidenceRule(heads, 1, partTokens, 1);
    }

    private static Set<Feature> beside(List<Feature> weighed, List<HeadId> heads, int layers) {
        Set<FeatureKind> kinds = weighed.stream().map(Feature::kind).collect(Collectors.toSet());
        Set<Feature> features = new TreeSet<>();
        for (FeatureKind kind : List.of(FeatureKind.ECS, FeatureKind.CONTEXT_SHARE)) {
            if (!kinds.contains(kind)) {
                heads.forEach(head -> features.add(Feature.of(kind, head)));
            }
        }
        if (!kinds.contains(FeatureKind.PKS)) {
            upperLayers(layers).forEach(layer -> features.add(Feature.of(FeatureKind.PKS, layer)));
        }
        if (!kinds.contains(FeatureKind.NEGATIVE_LOG_LIKELIHOOD)) {
            features.add(Feature.of(FeatureKind.NEGATIVE_LOG_LIKELIHOOD));
        }
        return features;
    }

    private static Set<Integer> upperLayers(int layers) {
        return new LinkedHashSet<>(List.of(layers / 2, layers * 2 / 3, layers * 5 / 6));
    }

    public Profile profile() {
        return detector.profile();
    }

    /**
     * Judges one answer and takes the verdict apart.
     *
     * @throws Unexaminable where the detector would abstain
     * @throws io.plumbline.model.PlumblineException when the model fails
     */
    public Inspection inspect(RagExample example) throws Unexaminable {
        Examiner.Both both = detector.examineBeside(example, beside, parts);
        List<Integer> source = judge.windows(both.judged());
        FeatureTable features = both.judged().table(source).and(both.beside().table(source));
        WordIndex index = WordIndex.of(
                example,
                both.beside().windows().stream().map(ExaminedWindow::parts).toList());
        List<List<HeadAttention>> attention = new ArrayList<>();
        for (int t = 0; t < source.size(); t++) {
            int window = source.get(t);
            attention.add(attention(both.beside().windows().get(window), index.wordsOfParts(window), t));
        }
        return new Inspection(
                example,
                judge.judge(example, both.judged()),
                source,
                features,
                judge.points(both.judged()),
                index.words(),
                heads,
                attention);
    }

    private List<HeadAttention> attention(ExaminedWindow window, int[] wordOfPart, int token) {
        List<HeadAttention> attention = new ArrayList<>();
        for (int h = 0; h < heads.size(); h++) {
            HeadAttentionSum sum = new HeadAttentionSum();
            for (int p = 0; p < wordOfPart.length; p++) {
                double mass = window.attention().orElseThrow().at(token, h * wordOfPart.length + p);
                sum.add(wordOfPart[p], mass);
            }
            attention.add(sum.rounded());
        }
        return attention;
    }
}
