package io.plumbline.attribution;

import io.plumbline.model.CharSpan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.KeySet;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.prompt.EncodedPrompt;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.PromptRenderer;
import io.plumbline.prompt.RagExample;
import java.util.ArrayList;
import java.util.List;

/** An answer's prompt, the sentences in it, and the same prompt without one of them. */
final class SentenceContext {
    /** What stands in the answer's place for a baseline; a query that asks for nothing, as in QRHead. */
    private static final String NOTHING = "N/A";

    /** UTF-16 units of question, passages and answer; as a detector takes. */
    private static final int MAX_TEXT = 4 << 20;

    private final RagExample example;
    private final PromptRenderer renderer;
    private final LoadedModel loaded;
    private final EncodedPrompt prompt;
    private final List<ContextSentence> sentences = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();

    /** Where a sentence stands, and what goes with it: the white space that parts it from a neighbour. */
    private record Place(int passage, CharSpan removed) {}

    /**
     * @throws PlumblineException INPUT_TOO_LONG; INVALID_INPUT where there is nothing to attribute, or nothing to
     * attribute it to
     */
    SentenceContext(RagExample example, PromptRenderer renderer, LoadedModel loaded) {
        this.example = example;
        this.renderer = renderer;
        this.loaded = loaded;
        if (example.response().isBlank()) {
            throw new PlumblineException(ErrorCode.INVALID_INPUT, "the answer holds no text to attribute");
        }
        checkSize(example);
        this.prompt = encode(example);
        int window = loaded.model().config().contextLength();
        if (prompt.size() > window) {
            throw tooLong("prompt and answer take " + prompt.size() + " tokens, and the model's window is " + window);
        }
        for (int p = 0; p < example.passages().size(); p++) {
            addSentences(p);
        }
        if (sentences.isEmpty()) {
            throw new PlumblineException(ErrorCode.INVALID_INPUT, "no passage holds a sentence to attribute to");
        }
    }

    /** Before anything is tokenised. */
    private static void checkSize(RagExample example) {
        long units = (long) example.response().length()
                + example.question().map(String::length).orElse(0);
        for (Passage passage : example.passages()) {
            units += passage.title().length() + (long) passage.text().length();
        }
        if (units > MAX_TEXT) {
            throw tooLong(units + " UTF-16 units of text; the limit is " + MAX_TEXT);
        }
    }

    private static PlumblineException tooLong(String found) {
        return new PlumblineException(ErrorCode.INPUT_TOO_LONG, found + ": attribute to fewer passages");
    }

    private void addSentences(int passage) {
        Passage own = example.passages().get(passage);
        CharSpan inPrompt = prompt.rendered().passages().get(passage).span();
        List<CharSpan> spans = SentenceSplitter.split(own.text());
        for (int s = 0; s < spans.size(); s++) {
            boolean last = s == spans.size() - 1;
            int from =
                    last ? (s == 0 ? 0 : spans.get(s - 1).end()) : spans.get(s).start();
            int to = last ? own.text().length() : spans.get(s + 1).start();
            places.add(new Place(passage, new CharSpan(from, to)));
            TokenSpan tokens = prompt.tokens().tokensOf(spans.get(s).shift(inPrompt.start()));
            sentences.add(new ContextSentence(own.id(), spans.get(s), tokens));
        }
    }

    private EncodedPrompt encode(RagExample other) {
        return EncodedPrompt.of(renderer.render(other, loaded.chatTemplate()), loaded.tokenizer());
    }

    EncodedPrompt prompt() {
        return prompt;
    }

    List<ContextSentence> sentences() {
        return sentences;
    }

    /** The sentences' tokens, one set each. */
    List<KeySet> keySets() {
        return sentences.stream().map(s -> KeySet.union(List.of(s.tokens()))).toList();
    }

    /** The prompt with the same answer and without one sentence. */
    EncodedPrompt without(int sentence) {
        Place place = places.get(sentence);
        List<Passage> passages = new ArrayList<>(example.passages());
        Passage own = passages.get(place.passage());
        String text = own.text().substring(0, place.removed().start())
                + own.text().substring(place.removed().end());
        passages.set(place.passage(), new Passage(own.id(), own.title(), text));
        EncodedPrompt ablated = encode(example.withPassages(passages));
        if (!answer(ablated).equals(answer(prompt))) {
            throw new PlumblineException(
                    ErrorCode.INTERNAL, "the answer has other tokens behind another context; please report this input");
        }
        return ablated;
    }

    private static TokenIds answer(EncodedPrompt prompt) {
        return prompt.ids().slice(prompt.promptTokens(), prompt.size());
    }

    /** The prompt with an answer that says nothing. */
    EncodedPrompt withoutAnswer() {
        return encode(example.withResponse(NOTHING));
    }

    /**
     * The rows that predict a part of the answer.
     *
     * @throws PlumblineException INVALID_REQUEST if it holds no token or reaches past the answer
     */
    TokenSpan rows(CharSpan span) {
        CharSpan response = prompt.rendered().response();
        if (span.end() > response.length()) {
            throw new PlumblineException(
                    ErrorCode.INVALID_REQUEST, span + " reaches past an answer of " + response.length() + " units");
        }
        TokenSpan tokens = prompt.tokens().tokensOf(span.shift(response.start()));
        if (tokens.isEmpty()) {
            throw new PlumblineException(ErrorCode.INVALID_REQUEST, span + " of the answer holds no token");
        }
        int first = Math.max(tokens.start(), prompt.promptTokens());
        return new TokenSpan(first - 1, Math.max(first, tokens.end()) - 1);
    }
}
