package io.plumbline.scoring;

import io.plumbline.model.CharSpan;
import io.plumbline.model.tokenizer.ChatTemplate;
import io.plumbline.model.tokenizer.EncodedText;
import io.plumbline.model.tokenizer.Tokenizer;
import io.plumbline.prompt.EncodedPrompt;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.PromptRenderer;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.profile.WindowRule;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts what does not fit into windows: as many whole passages as fit, in order; a passage that does not fit alone in slices
 * at token borders that overlap. Every window holds the whole question and answer.
 */
final class WindowPlanner {
    /** Texts longer than this, UTF-16 units, are refused before tokenising. */
    static final int MAX_TEXT = 4 << 20;

    /** Fewer tokens of context than this make no window. */
    private static final int LEAST_CONTEXT = 16;

    private static final int SLACK = 8;
    private static final int ATTEMPTS = 4;

    private final PromptRenderer renderer;
    private final ChatTemplate chat;
    private final Tokenizer tokenizer;
    private final WindowRule rule;

    WindowPlanner(PromptRenderer renderer, ChatTemplate chat, Tokenizer tokenizer, WindowRule rule) {
        this.renderer = renderer;
        this.chat = chat;
        this.tokenizer = tokenizer;
        this.rule = rule;
    }

    private static Unexaminable tooLong(String message) {
        return new Unexaminable(AbstentionReason.TOO_LONG, message);
    }

    List<Window> plan(RagExample example) throws Unexaminable {
        long units = example.response().length();
        units += example.question().map(String::length).orElse(0);
        for (Passage passage : example.passages()) {
            units += passage.text().length();
            units += passage.title().length();
        }
        if (units > MAX_TEXT) {
            throw tooLong(units + " UTF-16 units of text; the limit is " + MAX_TEXT);
        }
        EncodedPrompt whole = encode(example);
        if (whole.size() <= rule.maxTokens()) {
            return List.of(
                    new Window(whole, example.passages().stream().map(p -> 0).toList()));
        }
        int frame = encode(example.withPassages(List.of())).size();
        int room = rule.maxTokens() - frame - SLACK;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (room < LEAST_CONTEXT + rule.overlapTokens()) {
                throw tooLong("question and answer take " + frame + " of " + rule.maxTokens()
                        + " tokens and leave no room for passages");
            }
            List<Window> windows = windows(example, room);
            int longest =
                    windows.stream().mapToInt(w -> w.prompt().size()).max().orElse(0);
            if (longest <= rule.maxTokens()) {
                return windows;
            }
            // tokens of the parts and of the whole differ a little at the seams
            room -= longest - rule.maxTokens() + SLACK;
        }
        throw tooLong("no cut into windows of " + rule.maxTokens() + " tokens was found");
    }

    private List<Window> windows(RagExample example, int room) throws Unexaminable {
        List<Window> windows = new ArrayList<>();
        List<Passage> passages = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        int used = 0;
        for (Passage passage : example.passages()) {
            for (Piece piece : pieces(passage, room)) {
                boolean samePassage = !passages.isEmpty()
                        && passages.get(passages.size() - 1).id().equals(passage.id());
                if (samePassage || used + piece.cost() > room) {
                    close(windows, example, passages, offsets);
                    used = 0;
                }
                passages.add(
                        new Passage(passage.id(), passage.title(), piece.span().of(passage.text())));
                offsets.add(piece.span().start());
                used += piece.cost();
            }
        }
        close(windows, example, passages, offsets);
        return windows;
    }

    private void close(List<Window> windows, RagExample example, List<Passage> passages, List<Integer> offsets)
            throws Unexaminable {
        if (passages.isEmpty()) {
            return;
        }
        if (windows.size() == rule.maxWindows()) {
            throw tooLong(
                    "the passages need more than " + rule.maxWindows() + " windows of " + rule.maxTokens() + " tokens");
        }
        windows.add(new Window(encode(example.withPassages(passages)), offsets));
        passages.clear();
        offsets.clear();
    }

    /** The passage whole, or its slices; blank ones carry nothing and are left out. */
    private List<Piece> pieces(Passage passage, int room) throws Unexaminable {
        List<Piece> pieces = new ArrayList<>();
        String text = passage.text();
        int titleCost = tokenizer
                        .encode(passage.title() + renderer.template().separator())
                        .size()
                + 1;
        EncodedText tokens = tokenizer.encodeVerbatim(text);
        if (text.isBlank()) {
            return pieces;
        }
        if (tokens.size() + titleCost <= room) {
            pieces.add(new Piece(new CharSpan(0, text.length()), tokens.size() + titleCost));
            return pieces;
        }
        int length = room - titleCost;
        int step = length - rule.overlapTokens();
        if (step < 1) {
            throw tooLong("the title of passage " + passage.id() + " takes " + titleCost + " tokens of " + room);
        }
        for (int start = 0; start < tokens.size(); start += step) {
            int end = Math.min(tokens.size(), start + length);
            CharSpan span = new CharSpan(
                    tokens.spans().get(start).start(),
                    tokens.spans().get(end - 1).end());
            if (!span.of(text).isBlank()) {
                pieces.add(new Piece(span, end - start + titleCost));
            }
            if (end == tokens.size()) {
                break;
            }
        }
        return pieces;
    }

    private EncodedPrompt encode(RagExample example) {
        return EncodedPrompt.of(renderer.render(example, chat), tokenizer);
    }

    private record Piece(CharSpan span, int cost) {}
}
