package io.plumbline.cli.page;

import io.plumbline.model.CharSpan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.HeadId;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.Evidence;
import io.plumbline.scoring.FlaggedSpan;
import io.plumbline.scoring.Label;
import io.plumbline.scoring.ScoreExplanation;
import io.plumbline.scoring.TokenScore;
import io.plumbline.scoring.Verdict;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureTable;
import io.plumbline.scoring.inspect.HeadAttention;
import io.plumbline.scoring.inspect.HeadAttention.WordShare;
import io.plumbline.scoring.inspect.Inspection;
import io.plumbline.scoring.inspect.PassageWord;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.EvidenceRule;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileBuilder;
import io.plumbline.scoring.profile.ProfileKind;
import io.plumbline.scoring.profile.Scaling;
import io.plumbline.scoring.profile.SpanRule;
import io.plumbline.scoring.profile.TokenRule;
import io.plumbline.scoring.profile.TokenTerm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Two answers with numbers set by hand: a plain one, and one whose every text is an attack on the page. */
final class HandMade {
    static final String ATTACK =
            "</script><img src=x onerror=\"document.title='owned'\"><!--<script>{{script}}\u2028&lt;";

    private static final String HASH = "0".repeat(64);
    private static final List<HeadId> HEADS = List.of(new HeadId(3, 1), new HeadId(5, 0));
    static final Profile PROFILE = new ProfileBuilder(
                    "by-hand", ProfileKind.REDEEP, new Artifacts(HASH, HASH, HASH), PromptTemplate.STRICT)
            .token(new TokenRule(
                    List.of(term("ecs:3-1", -1), term("ecs:5-0", -0.5), term("pks:7", 0.25), term("nll", 0)), 0, 1))
            .spans(new SpanRule(0.5, 1, 0))
            .evidence(EvidenceRule.of(HEADS))
            .build();

    private HandMade() {}

    private static TokenTerm term(String feature, double weight) {
        return new TokenTerm(Feature.parse(feature), Scaling.NONE, weight);
    }

    /** "It opened in 1912." on "It opened in 1894." and a second passage; the year is flagged. */
    static PageAnswer plain() {
        RagExample example = new RagExample(
                "plain",
                Optional.of("When did it open?"),
                List.of(new Passage("p1", "Bridge", "It opened in 1894."), new Passage("p2", "", "Nothing here.")),
                "It opened in 1912.");
        return PageAnswer.scored(inspection(example), Optional.of(true), "made by hand", List.of());
    }

    static PageAnswer hostile() {
        RagExample example = new RagExample(
                "hostile " + ATTACK,
                Optional.of(ATTACK),
                List.of(new Passage("p1 " + ATTACK, ATTACK, "It opened in 1894. " + ATTACK)),
                "It opened in 1912." + ATTACK);
        return PageAnswer.scored(inspection(example), Optional.of(false), ATTACK, List.of("DETECTOR " + ATTACK));
    }

    static PageAnswer unscored() {
        return new PageAnswer(
                new RagExample("empty", Optional.empty(), List.of(), "Anything."),
                Optional.empty(),
                "",
                Optional.empty(),
                "ABSTAINED NO_CONTEXT",
                "no passage holds any text",
                List.of());
    }

    private static Inspection inspection(RagExample example) {
        List<CharSpan> tokens = List.of(
                new CharSpan(0, 2),
                new CharSpan(2, 9),
                new CharSpan(9, 12),
                new CharSpan(12, 17),
                new CharSpan(17, example.response().length()));
        double[] probabilities = {0.1, 0.2, 0.3, 0.875, 0.25};
        List<TokenScore> scores = new ArrayList<>();
        for (int t = 0; t < probabilities.length; t++) {
            scores.add(new TokenScore(tokens.get(t), probabilities[t], Map.of()));
        }
        String passage = example.passages().get(0).id();
        List<PassageWord> words = List.of(
                new PassageWord(passage, new CharSpan(0, 2)),
                new PassageWord(passage, new CharSpan(3, 9)),
                new PassageWord(passage, new CharSpan(10, 12)),
                new PassageWord(passage, new CharSpan(13, 17)));
        Evidence read = new Evidence(passage, new CharSpan(13, 17), 0.75, HEADS);
        Verdict verdict = new Verdict(
                Label.HALLUCINATED,
                0.875,
                0.5,
                1.25,
                List.of(new FlaggedSpan(new CharSpan(13, 17), 0.875, List.of("MEMORY_OVERRIDE"), List.of(read))),
                scores,
                20,
                8,
                tokens.size(),
                1,
                List.of(),
                new ScoreExplanation(
                        List.of("HALLUCINATED: by hand " + example.id()),
                        List.of(new ScoreExplanation.Contribution("mean(token score)", 1.25, 1.25, 1, 1.25))));
        return new Inspection(
                example,
                verdict,
                List.of(0, 0, 0, 0, 0),
                table(List.of("ecs:3-1", "ecs:5-0", "pks:7", "nll", "share:3-1")),
                table(List.of("ecs:3-1", "ecs:5-0", "pks:7", "nll")),
                words,
                HEADS,
                tokens.stream().map(token -> attention(token.start() == 12)).toList());
    }

    /** Value of token t in column c: (t + 1) · (c + 1) / 100, the first token's in the last column not defined. */
    private static FeatureTable table(List<String> features) {
        float[] values = new float[5 * features.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i / features.size() + 1) * (i % features.size() + 1) / 100f;
        }
        values[features.size() - 1] = Float.NaN;
        return new FeatureTable(
                features.stream().map(Feature::parse).toList(), FloatMatrix.owning(5, features.size(), values));
    }

    /** The year is read from the passage's year by the first head; all else from the verb. */
    private static List<HeadAttention> attention(boolean year) {
        return year
                ? List.of(
                        new HeadAttention(0.6, List.of(new WordShare(2, 0.1), new WordShare(3, 0.9))),
                        new HeadAttention(0.2, List.of(new WordShare(1, 1))))
                : List.of(new HeadAttention(0.4, List.of(new WordShare(1, 1))), new HeadAttention(0, List.of()));
    }
}
