package io.plumbline.scoring.feature;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.CharSpan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.HeadId;
import io.plumbline.model.KeySet;
import io.plumbline.model.Reduction;
import io.plumbline.model.ResidualSite;
import io.plumbline.model.TokenSpan;
import io.plumbline.prompt.EncodedPrompt;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.chunk.EmbeddingDistance;
import io.plumbline.scoring.ecs.ExternalContextScorer;
import io.plumbline.scoring.pks.ParametricKnowledgeScorer;
import io.plumbline.scoring.profile.ScoringMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Captures and reads a set of features: the plan asks for what they need and no more. Values do not depend on what else
 * is in the set.
 */
public final class FeatureReader {
    /** Below any mass that matters; keeps a logarithm finite. */
    private static final double LEAST_MASS = 1e-12;

    private final List<Feature> features;
    private final ScoringMode mode;
    private final Optional<EmbeddingDistance> distance;
    /** Features are many and looked through for every column. */
    private final Map<Set<FeatureKind>, List<HeadId>> headsByKinds = new ConcurrentHashMap<>();

    /**
     * A reader.
     *
     * @param features the columns, in this order; {@link FeatureKind#CLASSIFIER} is left out, since no pass tells it
     * @throws io.plumbline.model.PlumblineException {@code INVALID_INPUT} if a feature's library is not on the class path
     */
    public FeatureReader(ScoringMode mode, Collection<Feature> features) {
        this.mode = mode;
        this.features = features.stream()
                .filter(feature -> feature.kind() != FeatureKind.CLASSIFIER)
                .toList();
        // here and not at the first answer: a missing library should be told when a profile is loaded
        this.distance = this.features.contains(Feature.of(FeatureKind.EMBEDDING_DISTANCE))
                ? Optional.of(EmbeddingDistance.bgeSmall())
                : Optional.empty();
    }

    /** The columns, in their order. */
    public List<Feature> features() {
        return features;
    }

    /** Whether the pass without context is needed. */
    public boolean needsPrior() {
        return features.stream().anyMatch(f -> f.kind().needsPrior());
    }

    /** What to capture in the pass with context. */
    public CapturePlan plan(EncodedPrompt prompt) {
        List<Capture> captures = new ArrayList<>();
        TokenSpan rows = prompt.predictorRows();
        heads(FeatureKind.ECS).ifPresent(heads -> captures.add(ecs(heads).capture(prompt)));
        captures.addAll(pks().captures(rows));
        heads(FeatureKind.CONTEXT_MASS, FeatureKind.RESPONSE_MASS, FeatureKind.CONTEXT_SHARE, FeatureKind.RELIANCE)
                .ifPresent(heads -> captures.add(mass(heads, prompt)));
        heads(FeatureKind.COVER, FeatureKind.MISPOINTED)
                .ifPresent(heads -> captures.add(new Reduction.TokenMatchMass(heads, prompt.passageKeys(), rows)));
        heads(FeatureKind.POINTED_MASS, FeatureKind.POINTED_GAP, FeatureKind.POINTER, FeatureKind.MISPOINTED)
                .ifPresent(heads -> captures.add(new Reduction.PointedToken(heads, prompt.passageKeys(), rows)));
        heads(FeatureKind.ATTENTION_ENTROPY)
                .ifPresent(heads -> captures.add(new Reduction.AttentionEntropy(heads, rows)));
        layers(FeatureKind.LENS_RANK).forEach(layer -> captures.add(rank(layer, rows)));
        if (features.stream().anyMatch(f -> isLikelihood(f.kind()))) {
            captures.add(new Reduction.NextToken(rows));
        }
        return CapturePlan.of(captures);
    }

    private static boolean isLikelihood(FeatureKind kind) {
        return kind == FeatureKind.NEGATIVE_LOG_LIKELIHOOD
                || kind == FeatureKind.PREDICTION_ENTROPY
                || kind == FeatureKind.SURPRISE
                || kind == FeatureKind.CONTEXT_GAIN;
    }

    /**
     * Reads the features.
     *
     * @param trace of a plan that held {@link #plan}
     * @param prior next-token facts {@code [token × 3]} of the pass without context; present if {@link #needsPrior}
     */
    public FeatureTable read(
            RagExample example, EncodedPrompt prompt, ActivationTrace trace, Optional<FloatMatrix> prior) {
        int tokens = prompt.responseTokens().length();
        Source source = new Source(example, prompt, trace, prior);
        float[] values = new float[tokens * features.size()];
        for (int c = 0; c < features.size(); c++) {
            Feature feature = features.get(c);
            float[] column = source.column(feature);
            for (int t = 0; t < tokens; t++) {
                values[t * features.size() + c] = column[t];
            }
        }
        return new FeatureTable(features, FloatMatrix.owning(tokens, features.size(), values));
    }

    private ExternalContextScorer ecs(List<HeadId> heads) {
        return new ExternalContextScorer(mode, heads);
    }

    private ParametricKnowledgeScorer pks() {
        return new ParametricKnowledgeScorer(mode, layers(FeatureKind.PKS));
    }

    private static Reduction.LensRank rank(int layer, TokenSpan rows) {
        return new Reduction.LensRank(layer, ResidualSite.POST, rows);
    }

    private static Reduction.AttentionMass mass(List<HeadId> heads, EncodedPrompt prompt) {
        KeySet response = KeySet.range(prompt.promptTokens(), prompt.size());
        return new Reduction.AttentionMass(heads, List.of(prompt.passageKeys(), response), prompt.predictorRows());
    }

    /** The heads of the features of some kinds, ascending; empty if there is no such feature. */
    private Optional<List<HeadId>> heads(FeatureKind... kinds) {
        List<HeadId> heads = headsByKinds.computeIfAbsent(Set.of(kinds), wanted -> features.stream()
                .filter(f -> wanted.contains(f.kind()))
                .map(f -> f.head().orElseThrow())
                .distinct()
                .sorted()
                .toList());
        return heads.isEmpty() ? Optional.empty() : Optional.of(heads);
    }

    private List<Integer> layers(FeatureKind kind) {
        return features.stream()
                .filter(f -> f.kind() == kind)
                .map(f -> f.layer().orElseThrow())
                .sorted()
                .toList();
    }

    /** What columns are computed from. */
    private final class Source {
        private final RagExample example;
        private final EncodedPrompt prompt;
        private final ActivationTrace trace;
        private final Optional<FloatMatrix> prior;
        private final WordNovelty novelty;
        private final TokenSpan rows;
        private final int tokens;

        Source(RagExample example, EncodedPrompt prompt, ActivationTrace trace, Optional<FloatMatrix> prior) {
            this.example = example;
            this.prompt = prompt;
            this.trace = trace;
            this.prior = prior;
            this.novelty = WordNovelty.of(example);
            this.rows = prompt.predictorRows();
            this.tokens = rows.length();
        }

        float[] column(Feature feature) {
            return switch (feature.kind()) {
                case ECS -> ecs(feature.head().orElseThrow());
                case PKS -> {
                    List<Integer> layers = layers(FeatureKind.PKS);
                    yield pks().read(trace, rows)
                            .column(layers.indexOf(feature.layer().orElseThrow()));
                }
                case CONTEXT_MASS -> masses(feature.head().orElseThrow(), 0);
                case RESPONSE_MASS -> firstUndefined(masses(feature.head().orElseThrow(), 1));
                case CONTEXT_SHARE -> share(feature.head().orElseThrow());
                case RELIANCE -> reliance(feature.head().orElseThrow());
                case COVER -> cover(feature.head().orElseThrow());
                case POINTED_MASS -> pointed(feature.head().orElseThrow(), 0);
                case POINTED_GAP -> pointed(feature.head().orElseThrow(), 1);
                case POINTER -> pointer(feature.head().orElseThrow());
                case MISPOINTED ->
                    minus(
                            pointed(feature.head().orElseThrow(), 0),
                            cover(feature.head().orElseThrow()));
                case ATTENTION_ENTROPY ->
                    ofHead(
                            FeatureKind.ATTENTION_ENTROPY,
                            feature.head().orElseThrow(),
                            heads -> new Reduction.AttentionEntropy(heads, rows));
                case LENS_RANK -> logRank(feature.layer().orElseThrow());
                case NEGATIVE_LOG_LIKELIHOOD -> next(0);
                case PREDICTION_ENTROPY -> next(1);
                case SURPRISE -> minus(next(0), next(1));
                case PRIOR_NEGATIVE_LOG_LIKELIHOOD -> prior(0);
                case PRIOR_ENTROPY -> prior(1);
                case CONTEXT_GAIN -> minus(prior(0), next(0));
                case NOVEL_WORD -> words(WordNovelty.Word::novel);
                case NOVEL_PAIR -> words(WordNovelty.Word::novelPair);
                case NOVEL_NAME -> words(w -> w.novel() && w.name());
                case EMBEDDING_DISTANCE -> {
                    float[] values = new float[tokens];
                    Arrays.fill(values, (float) distance.orElseThrow().of(example));
                    yield values;
                }
                case CLASSIFIER ->
                    throw new IllegalArgumentException("a classifier's probabilities are not read from a pass");
            };
        }

        private float[] ecs(HeadId head) {
            List<HeadId> heads = heads(FeatureKind.ECS).orElseThrow();
            return trace.get(FeatureReader.this.ecs(heads).capture(prompt)).column(heads.indexOf(head));
        }

        private float[] masses(HeadId head, int set) {
            List<HeadId> heads = heads(
                            FeatureKind.CONTEXT_MASS,
                            FeatureKind.RESPONSE_MASS,
                            FeatureKind.CONTEXT_SHARE,
                            FeatureKind.RELIANCE)
                    .orElseThrow();
            return trace.get(mass(heads, prompt)).column(heads.indexOf(head) * 2 + set);
        }

        private float[] share(HeadId head) {
            float[] context = masses(head, 0);
            float[] response = masses(head, 1);
            int keys = prompt.passageKeys().size();
            for (int t = 1; t < tokens; t++) {
                context[t] = shareOf(context[t], keys, response[t], t);
            }
            return firstUndefined(context);
        }

        private float[] reliance(HeadId head) {
            float[] context = masses(head, 0);
            float[] response = masses(head, 1);
            for (int t = 1; t < tokens; t++) {
                context[t] = relianceOf(context[t], response[t]);
            }
            return firstUndefined(context);
        }

        private float[] cover(HeadId head) {
            List<HeadId> heads =
                    heads(FeatureKind.COVER, FeatureKind.MISPOINTED).orElseThrow();
            return trace.get(new Reduction.TokenMatchMass(heads, prompt.passageKeys(), rows))
                    .column(heads.indexOf(head));
        }

        private float[] pointed(HeadId head, int part) {
            List<HeadId> heads = heads(
                            FeatureKind.POINTED_MASS,
                            FeatureKind.POINTED_GAP,
                            FeatureKind.POINTER,
                            FeatureKind.MISPOINTED)
                    .orElseThrow();
            return trace.get(new Reduction.PointedToken(heads, prompt.passageKeys(), rows))
                    .column(heads.indexOf(head) * 2 + part);
        }

        private float[] pointer(HeadId head) {
            float[] mass = pointed(head, 0);
            float[] gap = pointed(head, 1);
            for (int t = 0; t < tokens; t++) {
                mass[t] *= Math.max(0, gap[t]);
            }
            return mass;
        }

        private float[] ofHead(FeatureKind kind, HeadId head, Function<List<HeadId>, Reduction> capture) {
            List<HeadId> heads = heads(kind).orElseThrow();
            return trace.get(capture.apply(heads)).column(heads.indexOf(head));
        }

        private float[] logRank(int layer) {
            float[] ranks = trace.get(rank(layer, rows)).column(0);
            for (int t = 0; t < tokens; t++) {
                ranks[t] = (float) StrictMath.log1p(ranks[t]);
            }
            return ranks;
        }

        private float[] next(int column) {
            return trace.get(new Reduction.NextToken(rows)).column(column);
        }

        private float[] prior(int column) {
            return prior.orElseThrow(() -> new IllegalArgumentException("the pass without context is missing"))
                    .column(column);
        }

        private float[] words(Predicate<WordNovelty.Word> test) {
            float[] values = new float[tokens];
            for (int t = 0; t < tokens; t++) {
                CharSpan chars = prompt.inResponse(prompt.promptTokens() + t);
                boolean hit = novelty.words().stream().anyMatch(w -> w.span().intersects(chars) && test.test(w));
                values[t] = hit ? 1 : 0;
            }
            return values;
        }
    }

    /**
     * {@link FeatureKind#CONTEXT_SHARE} from attention masses.
     *
     * @param keys tokens of the context
     * @param written tokens of the answer up to the row, at least 1
     */
    public static float shareOf(float contextMass, int keys, float responseMass, int written) {
        double perContextToken = (double) contextMass / keys;
        double perAnswerToken = (double) responseMass / written;
        return (float) (perContextToken / (perContextToken + perAnswerToken));
    }

    /** {@link FeatureKind#RELIANCE} from attention masses. */
    public static float relianceOf(float contextMass, float responseMass) {
        // StrictMath: the same bits on every machine
        return (float) (StrictMath.log(Math.max(contextMass, LEAST_MASS))
                - StrictMath.log(Math.max(responseMass, LEAST_MASS)));
    }

    private static float[] minus(float[] a, float[] b) {
        float[] difference = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            difference[i] = a[i] - b[i];
        }
        return difference;
    }

    private static float[] firstUndefined(float[] values) {
        values[0] = Float.NaN;
        return values;
    }
}
