package io.plumbline.evaluation;

import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.CharSpan;
import io.plumbline.model.DivergenceMode;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.Hashes;
import io.plumbline.model.HeadId;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.KeySet;
import io.plumbline.model.Reduction;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.tokenizer.ChatTemplate;
import io.plumbline.model.tokenizer.Tokenizer;
import io.plumbline.prompt.EncodedPrompt;
import io.plumbline.prompt.PromptRenderer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs each answer once and reads every candidate head's ECS and every candidate layer's PKS ({@code strict}, as the detector
 * computes them), kept on disk by what they depend on, so that a second run or a run after a kill recomputes nothing.
 */
public final class FeatureExtractor {
    private final InstrumentedModel model;
    private final Tokenizer tokenizer;
    private final ChatTemplate chat;
    private final PromptRenderer renderer;
    private final List<HeadId> heads;
    private final List<Integer> layers;
    private final int maxTokens;
    private final FeatureCache cache;
    private final String identity;

    /**
     * @param modelSha256 names the weights in the cache
     * @param heads candidate heads, the order of ECS columns
     * @param layers candidate layers, the order of PKS columns
     * @param maxTokens longer examples are left out
     * @param cacheDirectory where features are kept
     */
    public FeatureExtractor(
            InstrumentedModel model,
            Tokenizer tokenizer,
            ChatTemplate chat,
            PromptRenderer renderer,
            String modelSha256,
            List<HeadId> heads,
            List<Integer> layers,
            int maxTokens,
            Path cacheDirectory) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.chat = chat;
        this.renderer = renderer;
        this.heads = List.copyOf(heads);
        this.layers = List.copyOf(layers);
        this.maxTokens = maxTokens;
        this.cache = new FeatureCache(cacheDirectory);
        this.identity = modelSha256 + "|" + this.heads + "|" + this.layers;
    }

    /** The features, or empty if the example has no context, no answer, or too many tokens. */
    public Optional<ExampleFeatures> extract(LabelledExample labelled) throws IOException {
        if (!labelled.example().hasContext() || labelled.example().response().isBlank()) {
            return Optional.empty();
        }
        EncodedPrompt prompt = EncodedPrompt.of(renderer.render(labelled.example(), chat), tokenizer);
        int total = prompt.tokens().size();
        if (total > maxTokens) {
            return Optional.empty();
        }
        // the token ids stand for tokenizer, templates and text
        String key = Hashes.sha256((identity + "|" + prompt.tokens().ids().sha256() + "|" + prompt.promptTokens() + "|"
                        + prompt.passageTokens() + "|" + labelled.spans())
                .getBytes(StandardCharsets.UTF_8));
        Optional<FeatureCache.Entry> kept = cache.read(key);
        FeatureCache.Entry entry;
        if (kept.isPresent()) {
            entry = kept.get();
        } else {
            entry = compute(labelled, prompt);
            cache.write(key, entry);
        }
        boolean spansLabelled = !labelled.spans().isEmpty() || !labelled.hallucinated();
        return Optional.of(new ExampleFeatures(
                labelled.example().id(),
                labelled.set(),
                labelled.documentId(),
                labelled.hallucinated(),
                spansLabelled,
                entry.ecs(),
                entry.pks(),
                entry.tokens()));
    }

    private FeatureCache.Entry compute(LabelledExample labelled, EncodedPrompt prompt) {
        int first = prompt.promptTokens() - 1;
        TokenSpan rows = new TokenSpan(first, prompt.tokens().size() - 1);
        KeySet keys = KeySet.union(prompt.passageTokens());
        Reduction.NextToken next = new Reduction.NextToken(rows);
        Reduction.AttendedStateCosine cosine =
                new Reduction.AttendedStateCosine(heads, keys, Math.max(1, keys.size() / 10), rows);
        List<Capture> captures = new ArrayList<>(List.of(next, cosine));
        for (int layer : layers) {
            captures.add(new Reduction.LensDivergence(layer, DivergenceMode.JENSEN_SHANNON, rows));
        }
        ActivationTrace trace = model.forward(ForwardRequest.of(prompt.tokens().ids(), CapturePlan.of(captures)));
        int n = rows.length();
        float[] pks = new float[n * layers.size()];
        float[] tokens = new float[n * 3];
        for (int t = 0; t < n; t++) {
            for (int l = 0; l < layers.size(); l++) {
                pks[t * layers.size() + l] = trace.get(captures.get(2 + l)).at(t, 0);
            }
            tokens[t * 3] = trace.get(next).at(t, 0);
            tokens[t * 3 + 1] = trace.get(next).at(t, 1);
            tokens[t * 3 + 2] = covered(labelled, prompt, first + 1 + t) ? 1 : 0;
        }
        return new FeatureCache.Entry(
                trace.get(cosine), FloatMatrix.owning(n, layers.size(), pks), FloatMatrix.owning(n, 3, tokens));
    }

    private static boolean covered(LabelledExample labelled, EncodedPrompt prompt, int token) {
        CharSpan chars = prompt.tokens().spans().get(token);
        int offset = prompt.rendered().response().start();
        for (CharSpan span : labelled.spans()) {
            if (span.shift(offset).intersects(chars)) {
                return true;
            }
        }
        return false;
    }
}
