package io.plumbline.scoring;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.CharSpan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.Reduction;
import io.plumbline.model.TokenIds;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.prompt.EncodedPrompt;
import io.plumbline.prompt.PromptRenderer;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.feature.FeatureReader;
import io.plumbline.scoring.feature.FeatureTable;
import io.plumbline.scoring.profile.EvidenceRule;
import io.plumbline.scoring.profile.WindowRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Runs an answer's passes and reads features: one teacher-forced pass for each window and, only if a feature needs it, one
 * short pass without passages. No decoding, no randomness, no profile.
 */
public final class Examiner {
    private final LoadedModel loaded;
    private final PromptRenderer renderer;
    private final WindowPlanner planner;
    private final Reading own;

    /**
     * Two readings of the same passes: equal windows, equal tokens.
     *
     * @param judged the examiner's own
     * @param beside what else was asked for
     */
    public record Both(Examination judged, Examination beside) {}

    /** What is read out of a pass: features, and attention on passage parts. */
    private record Reading(TokenReader reader, EvidenceFinder evidence) {}

    /** How tokens are read: each by itself, or by chunk. */
    interface TokenReader {
        boolean needsPrior();

        CapturePlan plan(EncodedPrompt prompt);

        FeatureTable read(RagExample example, EncodedPrompt prompt, ActivationTrace trace, Optional<FloatMatrix> prior);
    }

    /**
     * An examiner that reads each token by itself.
     *
     * @param features what to read
     */
    public Examiner(
            LoadedModel loaded,
            PromptTemplate template,
            WindowRule windows,
            FeatureReader features,
            EvidenceRule evidence) {
        this(loaded, template, windows, tokenLevel(features), evidence);
    }

    Examiner(
            LoadedModel loaded,
            PromptTemplate template,
            WindowRule windows,
            TokenReader reader,
            EvidenceRule evidence) {
        this.loaded = loaded;
        this.own = new Reading(reader, new EvidenceFinder(evidence));
        this.renderer = new PromptRenderer(template);
        int window = Math.min(windows.maxTokens(), loaded.model().config().contextLength());
        this.planner = new WindowPlanner(
                renderer,
                loaded.chatTemplate(),
                loaded.tokenizer(),
                new WindowRule(window, windows.maxWindows(), Math.min(windows.overlapTokens(), window - 1)));
    }

    private static TokenReader tokenLevel(FeatureReader features) {
        return new TokenReader() {
            @Override
            public boolean needsPrior() {
                return features.needsPrior();
            }

            @Override
            public CapturePlan plan(EncodedPrompt prompt) {
                return features.plan(prompt);
            }

            @Override
            public FeatureTable read(
                    RagExample example, EncodedPrompt prompt, ActivationTrace trace, Optional<FloatMatrix> prior) {
                return features.read(example, prompt, trace, prior);
            }
        };
    }

    /**
     * Examines one answer.
     *
     * @throws Unexaminable when a limit or the input forbids it
     * @throws PlumblineException when the model fails
     */
    public Examination examine(RagExample example) throws Unexaminable {
        return examine(example, List.of(own)).get(0);
    }

    /**
     * As {@link #examine(RagExample)}, and from the same passes something beside it. What is judged does not depend on what
     * stands beside.
     */
    public Both examineBeside(RagExample example, FeatureReader features, EvidenceRule evidence) throws Unexaminable {
        Reading beside = new Reading(tokenLevel(features), new EvidenceFinder(evidence));
        List<Examination> both = examine(example, List.of(own, beside));
        return new Both(both.get(0), both.get(1));
    }

    /** One examination for each reading. */
    private List<Examination> examine(RagExample example, List<Reading> readings) throws Unexaminable {
        if (!example.hasContext()) {
            throw new Unexaminable(AbstentionReason.NO_CONTEXT, "no passage holds any text");
        }
        if (example.response().isBlank()) {
            throw new Unexaminable(AbstentionReason.EMPTY_RESPONSE, "the answer holds no text");
        }
        List<Window> windows = planner.plan(example);
        EncodedPrompt first = windows.get(0).prompt();
        TokenIds answer = answer(first);
        boolean needsPrior = readings.stream().anyMatch(r -> r.reader().needsPrior());
        Optional<FloatMatrix> prior = needsPrior ? Optional.of(prior(example, answer)) : Optional.empty();
        List<List<ExaminedWindow>> examined = new ArrayList<>();
        int promptTokens = 0;
        for (Window window : windows) {
            requireSame(answer, answer(window.prompt()));
            examined.add(examine(example, window, readings, prior));
            promptTokens += window.prompt().promptTokens();
        }
        List<CharSpan> tokens = IntStream.range(first.promptTokens(), first.size())
                .mapToObj(first::inResponse)
                .toList();
        List<Examination> examinations = new ArrayList<>();
        for (int r = 0; r < readings.size(); r++) {
            int reading = r;
            examinations.add(new Examination(
                    tokens, examined.stream().map(w -> w.get(reading)).toList(), promptTokens));
        }
        return examinations;
    }

    /** One pass; one result for each reading. */
    private List<ExaminedWindow> examine(
            RagExample example, Window window, List<Reading> readings, Optional<FloatMatrix> prior) {
        EncodedPrompt prompt = window.prompt();
        CapturePlan plan = CapturePlan.NONE;
        List<List<PassagePart>> parts = new ArrayList<>();
        for (Reading reading : readings) {
            List<PassagePart> cut = reading.evidence().parts(window);
            parts.add(cut);
            plan = plan.and(reading.reader().plan(prompt));
            if (!cut.isEmpty()) {
                plan = plan.and(CapturePlan.of(reading.evidence().capture(window, cut)));
            }
        }
        ActivationTrace trace = loaded.model().forward(ForwardRequest.of(prompt.ids(), plan));
        List<ExaminedWindow> examined = new ArrayList<>();
        for (int r = 0; r < readings.size(); r++) {
            Reading reading = readings.get(r);
            List<PassagePart> cut = parts.get(r);
            Optional<FloatMatrix> attention = cut.isEmpty()
                    ? Optional.empty()
                    : Optional.of(trace.get(reading.evidence().capture(window, cut)));
            examined.add(new ExaminedWindow(
                    reading.reader().read(example, prompt, trace, prior),
                    prompt.passageKeys().size(),
                    cut,
                    attention));
        }
        return examined;
    }

    /** Next-token facts of the answer when the prompt holds no passage. */
    private FloatMatrix prior(RagExample example, TokenIds answer) {
        EncodedPrompt prompt = EncodedPrompt.of(
                renderer.render(example.withPassages(List.of()), loaded.chatTemplate()), loaded.tokenizer());
        requireSame(answer, answer(prompt));
        Reduction.NextToken next = new Reduction.NextToken(prompt.predictorRows());
        return loaded.model()
                .forward(ForwardRequest.of(prompt.ids(), CapturePlan.of(next)))
                .get(next);
    }

    private static void requireSame(TokenIds answer, TokenIds other) {
        if (!other.equals(answer)) {
            throw new PlumblineException(
                    ErrorCode.INTERNAL, "the answer has other tokens behind another context; please report this input");
        }
    }

    private static TokenIds answer(EncodedPrompt prompt) {
        return prompt.ids().slice(prompt.promptTokens(), prompt.size());
    }
}
