package io.plumbline.evaluation.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.evaluation.scorer.AnswerScore;
import io.plumbline.evaluation.scorer.ScoringOutcome;
import io.plumbline.evaluation.scorer.TokenMark;
import io.plumbline.evaluation.scorer.Unscored;
import io.plumbline.model.CharSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Outcomes as one line of JSON; doubles come back bit by bit. Spans are UTF-16 {@code [start, end]}, tokens have the score third. */
final class OutcomeCodec {
    private static final ObjectMapper JSON = new ObjectMapper();

    private OutcomeCodec() {}

    static String write(ScoringOutcome outcome) {
        ObjectNode node = outcome.fold(OutcomeCodec::scored, OutcomeCodec::unscored);
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an outcome is always JSON", e);
        }
    }

    private static ObjectNode scored(AnswerScore answer) {
        ObjectNode node = JSON.createObjectNode();
        node.put("score", answer.score());
        answer.probability().ifPresent(p -> node.put("probability", p));
        answer.spans().ifPresent(spans -> {
            ArrayNode list = node.putArray("spans");
            spans.forEach(span -> list.addArray().add(span.start()).add(span.end()));
        });
        if (!answer.tokens().isEmpty()) {
            ArrayNode list = node.putArray("tokens");
            for (TokenMark token : answer.tokens()) {
                list.addArray()
                        .add(token.span().start())
                        .add(token.span().end())
                        .add(token.score());
            }
        }
        return node;
    }

    private static ObjectNode unscored(Unscored unscored) {
        return JSON.createObjectNode().put("unscored", unscored.reason().name()).put("detail", unscored.detail());
    }

    /** The outcome; empty if the line is damaged. */
    static Optional<ScoringOutcome> read(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            if (node.has("unscored")) {
                return Optional.of(new Unscored(
                        Unscored.Reason.valueOf(node.get("unscored").asText()),
                        node.path("detail").asText("")));
            }
            if (!node.path("score").isNumber()) {
                return Optional.empty();
            }
            List<TokenMark> tokens = new ArrayList<>();
            for (JsonNode token : node.path("tokens")) {
                tokens.add(new TokenMark(span(token), token.path(2).doubleValue()));
            }
            Optional<List<CharSpan>> spans = Optional.empty();
            if (node.has("spans")) {
                List<CharSpan> found = new ArrayList<>();
                node.get("spans").forEach(span -> found.add(span(span)));
                spans = Optional.of(found);
            }
            OptionalDouble probability = node.has("probability")
                    ? OptionalDouble.of(node.get("probability").doubleValue())
                    : OptionalDouble.empty();
            return Optional.of(new AnswerScore(node.get("score").doubleValue(), probability, tokens, spans));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static CharSpan span(JsonNode node) {
        return new CharSpan(node.path(0).intValue(), node.path(1).intValue());
    }
}
