package io.plumbline.evaluation.fit;

import io.plumbline.model.HeadId;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureKind;
import io.plumbline.scoring.profile.ProfileKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a family's model is made of; the weights are the fit's to find.
 *
 * @param kind the family
 * @param token signals of the token score
 * @param response signals whose means stand beside the token scores in the answer's score
 * @param smoothing tokens over which token scores are averaged
 * @param evidenceHeads whose attention is shown
 */
public record Recipe(
        ProfileKind kind, List<Signal> token, List<Signal> response, int smoothing, List<HeadId> evidenceHeads) {
    public Recipe {
        Objects.requireNonNull(kind, "kind is null");
        token = List.copyOf(token);
        response = List.copyOf(response);
        evidenceHeads = List.copyOf(evidenceHeads);
    }

    /** Layers whose logit lens is looked at where nobody chose: at a quarter, two thirds and four fifths of the depth. */
    public static List<Integer> lensLayers(LoadedModel model) {
        int layers = model.model().config().layers();
        return Stream.of(layers * 4 / 15, layers * 2 / 3, layers * 4 / 5)
                .distinct()
                .toList();
    }

    /** The layer whose lens gives ranks where nobody chose: at five sixths of the depth. */
    public static List<Integer> rankLayers(LoadedModel model) {
        return List.of(model.model().config().layers() * 5 / 6);
    }

    /** ReDeEP: copying heads, knowledge FFNs, and the likelihood and entropy that come with the pass. */
    public static Recipe redeep(List<HeadId> heads, List<Integer> layers) {
        return new Recipe(
                ProfileKind.REDEEP,
                List.of(),
                List.of(
                        Signal.ofHeads(FeatureKind.ECS, heads),
                        Signal.ofLayers(FeatureKind.PKS, layers),
                        Signal.of(FeatureKind.NEGATIVE_LOG_LIKELIHOOD),
                        Signal.of(FeatureKind.PREDICTION_ENTROPY)),
                1,
                heads);
    }

    /** What passes tell: retrieval heads' reading, likelihoods, context gain, lens rank, ReDeEP's scores. No text features. */
    public static Recipe probe(List<HeadId> heads, List<Integer> lensLayers, List<Integer> rankLayers) {
        return new Recipe(
                ProfileKind.PROBE,
                inside(heads, lensLayers, rankLayers),
                List.of(Signal.ofHeads(FeatureKind.RELIANCE, heads), Signal.of(FeatureKind.CONTEXT_GAIN)),
                1,
                heads);
    }

    /**
     * A probe that weighs the reliance of every head of the model by itself, beside the group of the retrieval heads. Weights that
     * may not be negative leave most heads at 0, and only the others are captured when the profile runs. For many labels: with
     * few, one coefficient for the retrieval heads transfers better.
     *
     * @param all every head of the model
     */
    public static Recipe probeOfEveryHead(
            List<HeadId> heads, List<HeadId> all, List<Integer> lensLayers, List<Integer> rankLayers) {
        Recipe probe = probe(heads, lensLayers, rankLayers);
        List<Signal> token = new ArrayList<>(probe.token());
        for (HeadId head : all) {
            if (!heads.contains(head)) {
                token.add(Signal.ofHeads(FeatureKind.RELIANCE, List.of(head)));
            }
        }
        return new Recipe(ProfileKind.PROBE, token, probe.response(), probe.smoothing(), heads);
    }

    /** A probe and the words: novelty of words, pairs and names. */
    public static Recipe ensemble(List<HeadId> heads, List<Integer> lensLayers, List<Integer> rankLayers) {
        List<Signal> token = new ArrayList<>(inside(heads, lensLayers, rankLayers));
        token.add(Signal.of(FeatureKind.NOVEL_WORD));
        token.add(Signal.of(FeatureKind.NOVEL_PAIR));
        token.add(Signal.of(FeatureKind.NOVEL_NAME));
        return new Recipe(
                ProfileKind.ENSEMBLE,
                token,
                List.of(Signal.ofHeads(FeatureKind.RELIANCE, heads), Signal.of(FeatureKind.NOVEL_WORD)),
                1,
                heads);
    }

    /**
     * The recipe with the user's token classifier beside its signals, of tokens and of the answer.
     *
     * @throws IllegalArgumentException if the family has no place for one
     */
    public Recipe withClassifier() {
        if (kind != ProfileKind.ENSEMBLE) {
            throw new IllegalArgumentException("a " + kind + " weighs no classifier");
        }
        Signal classifier = Signal.of(FeatureKind.CLASSIFIER);
        return new Recipe(
                        kind,
                        Stream.concat(token.stream(), Stream.of(classifier)).toList(),
                        response,
                        smoothing,
                        evidenceHeads)
                .withResponse(classifier);
    }

    /** The recipe with more signals of the answer. */
    public Recipe withResponse(Signal... more) {
        return new Recipe(
                kind, token, Stream.concat(response.stream(), Stream.of(more)).toList(), smoothing, evidenceHeads);
    }

    private static List<Signal> inside(List<HeadId> heads, List<Integer> lensLayers, List<Integer> rankLayers) {
        List<Signal> signals = new ArrayList<>(List.of(
                Signal.ofHeads(FeatureKind.RELIANCE, heads),
                Signal.ofHeads(FeatureKind.COVER, heads),
                Signal.ofHeads(FeatureKind.POINTER, heads),
                Signal.of(FeatureKind.SURPRISE),
                Signal.of(FeatureKind.NEGATIVE_LOG_LIKELIHOOD),
                Signal.of(FeatureKind.CONTEXT_GAIN)));
        if (!rankLayers.isEmpty()) {
            signals.add(Signal.ofLayers(FeatureKind.LENS_RANK, rankLayers));
        }
        if (!lensLayers.isEmpty()) {
            signals.add(Signal.ofLayers(FeatureKind.PKS, lensLayers));
            signals.add(Signal.ofHeads(FeatureKind.ECS, heads));
        }
        return signals;
    }

    /** The recipe without some kinds of features, for an ablation. */
    public Recipe without(FeatureKind... kinds) {
        List<FeatureKind> dropped = List.of(kinds);
        return new Recipe(
                kind,
                token.stream().filter(s -> !dropped.contains(s.kind())).toList(),
                response.stream().filter(s -> !dropped.contains(s.kind())).toList(),
                smoothing,
                evidenceHeads);
    }

    /** Every feature that the fit may look at, ascending. */
    public List<Feature> features() {
        TreeSet<Feature> features = new TreeSet<>(Signal.features(token));
        features.addAll(Signal.features(response));
        return List.copyOf(features);
    }
}
