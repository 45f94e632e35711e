package io.plumbline.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.attribution.Attribution;
import io.plumbline.attribution.AttributionMethod;
import io.plumbline.attribution.AttributionProgress;
import io.plumbline.attribution.Attributor;
import io.plumbline.attribution.ContextSentence;
import io.plumbline.attribution.SentenceScore;
import io.plumbline.attribution.SpanAttribution;
import io.plumbline.model.CharSpan;
import io.plumbline.model.CodePointOffsets;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import io.plumbline.schemas.CanonicalJson;
import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.Outcome;
import io.plumbline.schemas.VerdictEvent;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.stages.GenerationMapper;
import io.plumbline.stages.ScoringRuntime;
import io.plumbline.standalone.VerdictRenderer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What {@code score --attribute} adds to a verdict: the sentences that carry each flagged span, or the answer where
 * none is.
 */
final class AttributionOutput {
    private static final int SENTENCES_SHOWN = 2;
    private static final int SPAN_CODE_POINTS = 50;
    private static final int SENTENCE_CODE_POINTS = 110;
    private static final int DECIMALS = 6;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Attributor attributor;
    private final AttributionMethod method;

    AttributionOutput(ScoringRuntime runtime, Profile profile, AttributionMethod method) {
        this.method = method;
        this.attributor = runtime.attributor(profile);
    }

    /**
     * Attributes an answer that was scored.
     *
     * @throws PlumblineException as {@link Attributor#attribute}
     */
    private Attribution attribute(GenerationEvent event, Outcome.Scored scored) {
        CodePointOffsets offsets = new CodePointOffsets(event.response());
        List<CharSpan> flagged = scored.spans().stream()
                .map(span -> offsets.toUtf16(span.start(), span.end()))
                .toList();
        return attributor.attribute(GenerationMapper.toExample(event), flagged, method, AttributionProgress.quiet());
    }

    /** For a person; empty for an answer without a score. What cannot be attributed says why. */
    List<String> lines(GenerationEvent event, VerdictEvent verdict) {
        if (!(verdict.outcome() instanceof Outcome.Scored scored)) {
            return List.of();
        }
        Attribution found;
        try {
            found = attribute(event, scored);
        } catch (PlumblineException e) {
            return List.of("not attributed: " + tolerated(e).getMessage());
        }
        RagExample example = GenerationMapper.toExample(event);
        List<String> lines = new ArrayList<>();
        for (SpanAttribution span : found.spans().isEmpty() ? List.of(found.answer()) : found.spans()) {
            String part = found.spans().isEmpty()
                    ? "the answer"
                    : "\u201c" + VerdictRenderer.oneLine(span.span().of(event.response()), SPAN_CODE_POINTS) + "\u201d";
            lines.add("carried: " + part + " by");
            span.ranked().stream()
                    .limit(SENTENCES_SHOWN)
                    .filter(score -> score.share() > 0)
                    .forEach(score -> lines.add("  " + line(example, score)));
        }
        String few = found.measured() == found.sentences().size()
                ? ""
                : ", of which " + found.measured() + " were tried: the others are attended to less";
        lines.add(String.format(
                Locale.ROOT,
                "(%s, %d sentences%s; %d passes, %d tokens, %d reused)",
                found.method(),
                found.sentences().size(),
                few,
                found.cost().passes(),
                found.cost().tokens(),
                found.cost().reusedTokens()));
        return lines;
    }

    /** An answer that does not fit is said to be one; a model that fails is not. */
    private static PlumblineException tolerated(PlumblineException e) {
        if (e.code().band() != ErrorCode.Band.USER) {
            throw e;
        }
        return e;
    }

    private static String line(RagExample example, SentenceScore score) {
        ContextSentence sentence = score.sentence();
        String text = example.passages().stream()
                .filter(passage -> passage.id().equals(sentence.passageId()))
                .map(passage -> sentence.span().of(passage.text()))
                .collect(Collectors.joining());
        return String.format(
                Locale.ROOT,
                "%s \u201c%s\u201d, %.0f %%",
                sentence.passageId(),
                VerdictRenderer.oneLine(text, SENTENCE_CODE_POINTS),
                100 * score.share());
    }

    /** The verdict's canonical JSON with one more field, {@code attribution}; the verdict itself is not changed. */
    String json(GenerationEvent event, VerdictEvent verdict, byte[] encoded) {
        try {
            ObjectNode line = (ObjectNode) JSON.readTree(encoded);
            if (verdict.outcome() instanceof Outcome.Scored scored) {
                line.set("attribution", attribution(event, scored));
            }
            return new String(CanonicalJson.canonical(JSON.writeValueAsBytes(line)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("a verdict is a JSON object", e);
        }
    }

    private ObjectNode attribution(GenerationEvent event, Outcome.Scored scored) {
        ObjectNode json = JSON.createObjectNode().put("method", method.label());
        Attribution found;
        try {
            found = attribute(event, scored);
        } catch (PlumblineException e) {
            return json.put("error", tolerated(e).code().name())
                    .put("detail", tolerated(e).getMessage());
        }
        json.put("sentences", found.sentences().size()).put("measured", found.measured());
        json.putObject("cost")
                .put("passes", found.cost().passes())
                .put("tokens", found.cost().tokens())
                .put("reusedTokens", found.cost().reusedTokens());
        CodePointOffsets response = new CodePointOffsets(event.response());
        Map<String, CodePointOffsets> passages = GenerationMapper.toExample(event).passages().stream()
                .collect(Collectors.toMap(Passage::id, passage -> new CodePointOffsets(passage.text())));
        json.set("answer", ranking(found.answer(), response, passages));
        ArrayNode spans = json.putArray("spans");
        found.spans().forEach(span -> spans.add(ranking(span, response, passages)));
        return json;
    }

    private static ObjectNode ranking(
            SpanAttribution span, CodePointOffsets response, Map<String, CodePointOffsets> passages) {
        ObjectNode json = JSON.createObjectNode()
                .put("start", response.startCodePoint(span.span()))
                .put("end", response.endCodePoint(span.span()))
                .put("tokens", span.tokens());
        ArrayNode ranked = json.putArray("ranked");
        for (SentenceScore score : span.ranked()) {
            ContextSentence sentence = score.sentence();
            CodePointOffsets offsets =
                    Optional.ofNullable(passages.get(sentence.passageId())).orElseThrow();
            ranked.addObject()
                    .put("passageId", sentence.passageId())
                    .put("start", offsets.startCodePoint(sentence.span()))
                    .put("end", offsets.endCodePoint(sentence.span()))
                    .put("score", rounded(score.score()))
                    .put("share", rounded(score.share()));
        }
        return json;
    }

    private static BigDecimal rounded(double value) {
        return BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_EVEN);
    }
}
