package io.plumbline.model.testkit;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.npz.NpyArray;
import io.plumbline.model.npz.NpzArchive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the authors' own ReDeEP code computes for the default model; see {@code fixtures/redeep/README.md} for formulas,
 * tolerances and licences. Rows r stand for positions {@code P-1+r}; columns are {@code 9 * layer + head} or the layer.
 */
public final class RedeepFixtures {
    private static final String FOLDER = "redeep/";

    private RedeepFixtures() {}

    /** One example, as the index lists it. */
    public record Example(
            int index,
            String id,
            String group,
            String task,
            String origin,
            String licence,
            @JsonProperty("N") int tokens,
            @JsonProperty("P") int promptTokens,
            @JsonProperty("c0") int contextStart,
            @JsonProperty("c1") int contextEnd,
            int kLegacy,
            int kStrict,
            String idsSha256,
            String fullTextSha256) {
        /** The rows that predict the response: {@code [P-1, N-1)}. */
        public TokenSpan rows() {
            return new TokenSpan(promptTokens - 1, tokens - 1);
        }

        /** The tokens of the passage. */
        public TokenSpan context() {
            return new TokenSpan(contextStart, contextEnd);
        }
    }

    /** A labelled span of the response, in code points, {@code [start, end)}. */
    public record Label(int start, int end) {}

    /**
     * The text of an example.
     *
     * @param prompt the user's turn
     * @param context the passage, part of the prompt
     * @param contextCharStartInPrompt where it starts there, in code points
     * @param response the answer
     * @param text the prompt as the chat template renders it, up to the answer
     * @param labels spans of the response that are not supported
     */
    public record Input(
            String prompt,
            String context,
            int contextCharStartInPrompt,
            String response,
            String text,
            List<Label> labels) {}

    /**
     * The values of an example: {@code n = N - P} rows.
     *
     * @param ids all N tokens
     * @param nll {@code [n × 1]} nats
     * @param top1 {@code [n × 1]} most likely next token
     * @param ecsLegacy {@code [n × 270]} keys {@code [0, P)}
     * @param ecsStrict {@code [n × 270]} keys of the context
     * @param gapLegacy {@code [n × 270]} relative distance of the last key chosen and the first one not
     * @param gapStrict {@code [n × 270]}
     * @param pksLegacy {@code [n × 30]} the authors' scale, float64 where there is one
     * @param jsdStrict {@code [n × 30]} nats
     * @param labelLegacy {@code [n × 1]} 0 or 1
     * @param labelStrict {@code [n × 1]} 0 or 1
     * @param hiddenLast {@code [N × 576]} final-norm states; examples 0-5
     * @param attentionRow {@code [270 × N]} pattern of position P-1; examples 0-5
     */
    public record Values(
            TokenIds ids,
            FloatMatrix nll,
            FloatMatrix top1,
            FloatMatrix ecsLegacy,
            FloatMatrix ecsStrict,
            FloatMatrix gapLegacy,
            FloatMatrix gapStrict,
            FloatMatrix pksLegacy,
            FloatMatrix jsdStrict,
            FloatMatrix labelLegacy,
            FloatMatrix labelStrict,
            Optional<FloatMatrix> hiddenLast,
            Optional<FloatMatrix> attentionRow) {}

    /**
     * The chunk variant of an example: C prompt chunks, R response chunks.
     *
     * @param promptChars spans of the prompt chunks in code points
     * @param responseChars spans of the response chunks in code points
     * @param promptTokens token spans as the authors' code computes them
     * @param responseTokens token spans as the authors' code computes them
     * @param chosen {@code [R × 270]} prompt chunk with the largest attention sum
     * @param attentionSums R matrices {@code [270 × C]}
     * @param ecsStub {@code [R × 270]} cosine of word counts in place of sentence embeddings
     * @param pks {@code [R × 30]} nats
     * @param label {@code [R × 1]} 0 or 1
     */
    public record Chunks(
            List<TokenSpan> promptChars,
            List<TokenSpan> responseChars,
            List<TokenSpan> promptTokens,
            List<TokenSpan> responseTokens,
            FloatMatrix chosen,
            List<FloatMatrix> attentionSums,
            FloatMatrix ecsStub,
            FloatMatrix pks,
            FloatMatrix label) {}

    /** A string and its ids. */
    public record TokenizerCase(@JsonProperty("s") String text, List<Integer> ids) {}

    /** All examples: 0-5, 12, 24, 25. */
    public static List<Example> examples() {
        return Fixtures.jsonList(FOLDER + "index.json", Example.class);
    }

    /** One example by its index. */
    public static Example example(int index) {
        return examples().stream()
                .filter(example -> example.index() == index)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no example " + index));
    }

    /** The text of an example; empty for 12, 24 and 25, whose text is not ours to ship. */
    public static Optional<Input> input(int index) {
        String path = FOLDER + "%02d.input.json".formatted(index);
        return Fixtures.json(path, Map.class).containsKey("text")
                ? Optional.of(Objects.requireNonNull(Fixtures.json(path, Input.class), path))
                : Optional.empty();
    }

    /** The values of an example. */
    public static Values values(int index) {
        NpzArchive npz = Fixtures.npz(FOLDER + "%02d.npz".formatted(index));
        return new Values(
                TokenIds.of(npz.get("ids").toInts()),
                npz.get("nll").toMatrix(),
                npz.get("top1").toMatrix(),
                npz.get("ecs_legacy").toMatrix(),
                npz.get("ecs_strict").toMatrix(),
                npz.get("gap_legacy").toMatrix(),
                npz.get("gap_strict").toMatrix(),
                npz.get("pks_legacy64").toMatrix(),
                npz.get("jsd_strict").toMatrix(),
                npz.get("label_legacy").toMatrix(),
                npz.get("label_strict").toMatrix(),
                optional(npz, "hidden_last"),
                optional(npz, "attn_row0"));
    }

    /** The chunk variant of an example; there is none for 25. */
    public static Chunks chunks(int index) {
        NpzArchive npz = Fixtures.npz(FOLDER + "chunk/%02d.npz".formatted(index));
        return new Chunks(
                spans(npz.get("prompt_spans_char")),
                spans(npz.get("response_spans_char")),
                spans(npz.get("prompt_spans_tok")),
                spans(npz.get("response_spans_tok")),
                npz.get("chosen").toMatrix(),
                matrices(npz.get("attn_sum")),
                npz.get("ecs_stub").toMatrix(),
                npz.get("pks_chunk").toMatrix(),
                npz.get("label").toMatrix());
    }

    /** Strings and the ids that a faithful tokenizer of the default model gives them. */
    public static List<TokenizerCase> tokenizerCases() {
        return Fixtures.jsonList(FOLDER + "tokenizer_cases.json", TokenizerCase.class);
    }

    private static Optional<FloatMatrix> optional(NpzArchive npz, String name) {
        return npz.has(name) ? Optional.of(npz.get(name).toMatrix()) : Optional.empty();
    }

    private static List<TokenSpan> spans(NpyArray pairs) {
        List<TokenSpan> spans = new ArrayList<>();
        for (int i = 0; i < pairs.shape()[0]; i++) {
            int[] pair = pairs.at(i).toInts();
            spans.add(new TokenSpan(pair[0], pair[1]));
        }
        return spans;
    }

    private static List<FloatMatrix> matrices(NpyArray cube) {
        List<FloatMatrix> matrices = new ArrayList<>();
        for (int i = 0; i < cube.shape()[0]; i++) {
            matrices.add(cube.at(i).toMatrix());
        }
        return matrices;
    }
}
