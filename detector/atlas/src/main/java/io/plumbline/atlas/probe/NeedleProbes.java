package io.plumbline.atlas.probe;

import io.plumbline.model.CharSpan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.prompt.EncodedPrompt;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.PromptRenderer;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Hides needles in prose, as one passage of the prompt that detectors use, for one model. */
public final class NeedleProbes {
    /** A probe of fewer copied tokens says little: its score would jump in large steps. */
    private static final int LEAST_TARGETS = 3;

    private static final PromptTemplate TEMPLATE = PromptTemplate.STRICT;

    private final LoadedModel model;
    private final List<String> prose;
    private final int[] tokens;
    private final PromptRenderer renderer = new PromptRenderer(TEMPLATE);

    public NeedleProbes(LoadedModel model, List<String> prose) {
        this.model = model;
        this.prose = List.copyOf(prose);
        this.tokens = prose.stream()
                .mapToInt(line -> model.tokenizer().encodeVerbatim(" " + line).size())
                .toArray();
    }

    /** What goes into the provenance: the words around passage and question. */
    public static String template() {
        return TEMPLATE.id() + "@" + TEMPLATE.version() + " sha256:" + TEMPLATE.sha256();
    }

    /**
     * One probe.
     *
     * @param haystackTokens length of the prose, reached to within a sentence
     * @param depth share of the prose that comes before the needle, reached to within half a sentence
     * @param firstLine where in the prose to begin; it goes on at its start after its end
     * @throws PlumblineException INVALID_INPUT if the prose is too short; INPUT_TOO_LONG if the model's window is;
     *     UNSUPPORTED_MODEL if the tokenizer writes the answer otherwise than the needle
     */
    public NeedleProbe probe(Needle needle, int haystackTokens, double depth, int firstLine) {
        List<String> lines = lines(needle, haystackTokens, depth, firstLine);
        return probe(id(needle, haystackTokens, depth), needle, lines);
    }

    /** The same prompt and answer, with the places of their parts; errors as of {@link #probe}, but the last. */
    public EncodedPrompt prompt(Needle needle, int haystackTokens, double depth, int firstLine) {
        List<String> lines = lines(needle, haystackTokens, depth, firstLine);
        return prompt(id(needle, haystackTokens, depth), needle, lines);
    }

    private static String id(Needle needle, int haystackTokens, double depth) {
        return needle.id() + "/" + haystackTokens + "/" + depth;
    }

    private List<String> lines(Needle needle, int haystackTokens, double depth, int firstLine) {
        List<String> lines = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        int total = 0;
        while (total < haystackTokens) {
            if (lines.size() == prose.size()) {
                throw new PlumblineException(
                        ErrorCode.INVALID_INPUT,
                        "a haystack of " + haystackTokens + " tokens, and the prose has " + total
                                + ": ask for a shorter one");
            }
            int line = (firstLine + lines.size()) % prose.size();
            lines.add(prose.get(line));
            total += tokens[line];
            ends.add(total);
        }
        lines.add(place(ends, depth * total), needle.sentence());
        return lines;
    }

    /** Number of sentences after which to insert, so that nearest to {@code wanted} tokens lie before. */
    private static int place(List<Integer> ends, double wanted) {
        int best = 0;
        double distance = wanted;
        for (int i = 0; i < ends.size(); i++) {
            if (Math.abs(ends.get(i) - wanted) < distance) {
                distance = Math.abs(ends.get(i) - wanted);
                best = i + 1;
            }
        }
        return best;
    }

    private NeedleProbe probe(String id, Needle needle, List<String> lines) {
        int at = lines.subList(0, lines.indexOf(needle.sentence())).stream()
                        .mapToInt(line -> line.length() + 1)
                        .sum()
                + needle.answerStart();
        EncodedPrompt prompt = prompt(id, needle, lines);
        int start = prompt.rendered().passages().get(0).span().start() + at;
        List<NeedleProbe.Target> targets =
                targets(prompt, new CharSpan(start, start + needle.answer().length()));
        if (targets.size() < LEAST_TARGETS) {
            throw new PlumblineException(
                    ErrorCode.UNSUPPORTED_MODEL,
                    "only " + targets.size() + " tokens of the answer '" + needle.answer()
                            + "' are those of the text: this tokenizer does not write words alike in both places");
        }
        return new NeedleProbe(id, needle.id(), prompt.ids(), prompt.predictorRows(), targets);
    }

    private EncodedPrompt prompt(String id, Needle needle, List<String> lines) {
        RagExample example = new RagExample(
                id,
                Optional.of(needle.question()),
                List.of(new Passage("document", "", String.join(" ", lines))),
                needle.answer());
        EncodedPrompt prompt = EncodedPrompt.of(renderer.render(example, model.chatTemplate()), model.tokenizer());
        int window = model.model().config().contextLength();
        if (prompt.size() > window) {
            throw new PlumblineException(
                    ErrorCode.INPUT_TOO_LONG,
                    "a probe of " + prompt.size() + " tokens, and the model's window is " + window
                            + ": ask for shorter haystacks");
        }
        return prompt;
    }

    /**
     * Pairs the answer's tokens with the needle's by the characters they end at. A token that is written otherwise in the
     * needle (mostly the first: there a space comes before it) is no target.
     */
    private static List<NeedleProbe.Target> targets(EncodedPrompt prompt, CharSpan inNeedle) {
        Map<Integer, Integer> keyByEnd = new HashMap<>();
        TokenSpan keys = prompt.tokens().tokensOf(inNeedle);
        for (int key = keys.start(); key < keys.end(); key++) {
            keyByEnd.putIfAbsent(prompt.tokens().spans().get(key).end() - inNeedle.start(), key);
        }
        List<NeedleProbe.Target> targets = new ArrayList<>();
        for (int position = prompt.promptTokens(); position < prompt.size(); position++) {
            Optional<Integer> key =
                    Optional.ofNullable(keyByEnd.get(prompt.inResponse(position).end()));
            if (key.isPresent() && prompt.ids().at(key.get()) == prompt.ids().at(position)) {
                targets.add(new NeedleProbe.Target(position - 1, key.get()));
            }
        }
        return targets;
    }
}
