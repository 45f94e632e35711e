package io.plumbline.attribution;

import io.plumbline.model.CharSpan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.prompt.PromptRenderer;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import java.util.ArrayList;
import java.util.List;

/**
 * Says which sentences of the passages carry an answer, and each of the parts of it that are asked for. Equal
 * arguments give equal results on equal {@link io.plumbline.model.Environment environments}. May be called from
 * several threads; the model runs one pass at a time.
 */
public final class Attributor {
    private final LoadedModel loaded;
    private final PromptRenderer renderer;
    private final AttributionSettings settings;

    public Attributor(LoadedModel loaded, PromptTemplate template, AttributionSettings settings) {
        this.loaded = loaded;
        this.renderer = new PromptRenderer(template);
        this.settings = settings;
    }

    /**
     * Attributes one answer.
     *
     * @param spans parts of the answer that get rankings of their own, UTF-16 units; may overlap
     * @throws PlumblineException INVALID_INPUT if the answer or the passages hold no text; INVALID_REQUEST if a span
     *     holds no token or reaches past the answer, if the method or the choice among too many sentences needs heads
     *     and none are named, or if the model lacks one; INPUT_TOO_LONG if prompt and answer do not fit into the
     *     model's window
     * @throws java.util.concurrent.CancellationException if {@code progress} ends it
     */
    public Attribution attribute(
            RagExample example, List<CharSpan> spans, AttributionMethod method, AttributionProgress progress) {
        SentenceContext context = new SentenceContext(example, renderer, loaded);
        TokenSpan all = context.prompt().predictorRows();
        List<TokenSpan> parts =
                new ArrayList<>(spans.stream().map(context::rows).toList());
        parts.add(all);
        try (CountedPasses passes = new CountedPasses(loaded.model(), progress)) {
            ScoreTable table = measure(context, parts, method, passes, progress);
            List<SpanAttribution> ranked = new ArrayList<>();
            for (int i = 0; i < spans.size(); i++) {
                ranked.add(table.rank(spans.get(i), parts.get(i)));
            }
            CharSpan whole = new CharSpan(0, example.response().length());
            return new Attribution(
                    method, context.sentences(), table.measured(), table.rank(whole, all), ranked, passes.cost());
        }
    }

    private ScoreTable measure(
            SentenceContext context,
            List<TokenSpan> parts,
            AttributionMethod method,
            CountedPasses passes,
            AttributionProgress progress) {
        ArcJsd ablation = new ArcJsd(context, settings);
        boolean choosing = method == AttributionMethod.ARC_JSD && ablation.tooMany();
        if (settings.heads().isEmpty() && (method.readsHeads() || choosing)) {
            throw new PlumblineException(
                    ErrorCode.INVALID_REQUEST,
                    choosing
                            ? context.sentences().size() + " sentences are more than the limit ("
                                    + settings.maxSentences()
                                    + " sentences, " + settings.maxTokens()
                                    + " tokens), and without retrieval heads none can be"
                                    + " left out: name heads, or raise the limit"
                            : method + " reads retrieval heads: name them, or use " + AttributionMethod.ARC_JSD);
        }
        if (method == AttributionMethod.ARC_JSD) {
            progress.start(ablation.passes());
            return ablation.measure(parts, passes);
        }
        progress.start(HeadScores.passes(method));
        return new HeadScores(context, settings, passes).measure(method);
    }
}
