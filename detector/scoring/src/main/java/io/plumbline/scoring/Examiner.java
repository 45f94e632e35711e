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
    private final TokenReader reader;
    private final EvidenceFinder evidence;

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
        this.reader = reader;
        this.renderer = new PromptRenderer(template);
        this.evidence = new EvidenceFinder(evidence);
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
        if (!example.hasContext()) {
            throw new Unexaminable(AbstentionReason.NO_CONTEXT, "no passage holds any text");
        }
        if (example.response().isBlank()) {
            throw new Unexaminable(AbstentionReason.EMPTY_RESPONSE, "the answer holds no text");
        }
        List<Window> windows = planner.plan(example);
        EncodedPrompt first = windows.get(0).prompt();
        TokenIds answer = answer(first);
        Optional<FloatMatrix> prior = reader.needsPrior() ? Optional.of(prior(example, answer)) : Optional.empty();
        List<ExaminedWindow> examined = new ArrayList<>();
        int promptTokens = 0;
        for (Window window : windows) {
            requireSame(answer, answer(window.prompt()));
            examined.add(examine(example, window, prior));
            promptTokens += window.prompt().promptTokens();
        }
        List<CharSpan> tokens = IntStream.range(first.promptTokens(), first.size())
                .mapToObj(first::inResponse)
                .toList();
        return new Examination(tokens, examined, promptTokens);
    }

    private ExaminedWindow examine(RagExample example, Window window, Optional<FloatMatrix> prior) {
        EncodedPrompt prompt = window.prompt();
        List<PassagePart> parts = evidence.parts(window);
        CapturePlan plan = reader.plan(prompt);
        if (!parts.isEmpty()) {
            plan = plan.and(CapturePlan.of(evidence.capture(window, parts)));
        }
        ActivationTrace trace = loaded.model().forward(ForwardRequest.of(prompt.ids(), plan));
        Optional<FloatMatrix> attention =
                parts.isEmpty() ? Optional.empty() : Optional.of(trace.get(evidence.capture(window, parts)));
        return new ExaminedWindow(
                reader.read(example, prompt, trace, prior), prompt.passageKeys().size(), parts, attention);
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
