package io.plumbline.classifier;

import io.plumbline.model.CharSpan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.tokenizer.EncodedPair;
import io.plumbline.model.tokenizer.PairEncoder;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.RagExample;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts what is too long for a classifier into windows. Each window is a whole prompt (question, some passages) with the whole
 * answer, within the token limit; every character of every passage is in some window. Passages stay whole and in order where
 * they fit, as many to a window as do; one that does not fit is cut, at white space where there is some, into pieces that
 * share an eighth of their tokens, so that a short statement at a cut is whole in one of them.
 */
final class ContextWindows {
    /** Neighbouring pieces share one part in so many, and a cut looks back as far for white space. */
    private static final int SHARED_PART = 8;
    /** Tokens left free in a piece: cut out and put into its line, a text may take a few more than it did within its own. */
    private static final int SLACK_TOKENS = 8;

    private final PairEncoder pairs;
    private final ClassifierPrompt prompt;
    private final int maxTokens;
    private final int maxWindows;

    ContextWindows(PairEncoder pairs, ClassifierSettings settings) {
        this.pairs = pairs;
        this.prompt = settings.prompt();
        this.maxTokens = settings.maxTokens();
        this.maxWindows = settings.maxWindows();
    }

    /**
     * A part of the context with the answer.
     *
     * @param prompt the first text
     * @param pair its tokens and those of the answer
     */
    record Window(String prompt, EncodedPair pair) {}

    /**
     * One window if all fits, else several.
     *
     * @throws PlumblineException {@link ErrorCode#INPUT_TOO_LONG} if answer and question alone leave no room, or there would
     *     be more windows than allowed
     */
    List<Window> of(RagExample example) {
        Window whole = window(example, example.passages());
        if (fits(whole)) {
            return List.of(whole);
        }
        int frame = window(example, List.of()).pair().size();
        if (frame >= maxTokens) {
            throw new PlumblineException(
                    ErrorCode.INPUT_TOO_LONG,
                    "answer, question and prompt take " + frame + " of the classifier's " + maxTokens
                            + " tokens and leave none to the context; send a shorter answer, or raise maxTokens in "
                            + SettingsFile.NAME + " if the model allows it");
        }
        List<Window> windows = new ArrayList<>();
        for (List<Passage> group : groups(example.passages(), maxTokens - frame)) {
            add(example, group, windows);
        }
        return List.copyOf(windows);
    }

    private Window window(RagExample example, List<Passage> passages) {
        String first = prompt.render(example.question(), passages);
        return new Window(first, pairs.encode(first, example.response()));
    }

    private boolean fits(Window window) {
        return window.pair().size() <= maxTokens;
    }

    private List<List<Passage>> groups(List<Passage> passages, int capacityTokens) {
        List<List<Passage>> groups = new ArrayList<>();
        List<Passage> group = new ArrayList<>();
        int taken = 0;
        for (Passage passage : passages) {
            for (Passage piece : pieces(passage, capacityTokens)) {
                int needed = lineTokens(group.size() + 1, piece);
                if (!group.isEmpty() && taken + needed > capacityTokens) {
                    groups.add(List.copyOf(group));
                    group.clear();
                    taken = 0;
                }
                group.add(piece);
                taken += needed;
            }
        }
        groups.add(List.copyOf(group));
        return groups;
    }

    private int lineTokens(int number, Passage passage) {
        return pairs.encode(prompt.separator() + prompt.line(number, passage), "")
                .first()
                .length();
    }

    private List<Passage> pieces(Passage passage, int capacityTokens) {
        if (lineTokens(1, passage) <= capacityTokens) {
            return List.of(passage);
        }
        int room = capacityTokens - lineTokens(1, withText(passage, ""));
        room -= Math.min(SLACK_TOKENS, room / SHARED_PART);
        if (room < 1) {
            throw tooLong("the title of passage " + passage.id() + " leaves no room for its text");
        }
        List<CharSpan> tokens = pairs.encode(passage.text(), "").firstSpans();
        List<Passage> pieces = new ArrayList<>();
        int start = 0;
        int end = 0;
        do {
            end = Math.min(tokens.size(), start + room);
            end = end == tokens.size() ? end : wordStart(passage.text(), tokens, end, room / SHARED_PART);
            int from = start == 0 ? 0 : tokens.get(start).start();
            int to = end == tokens.size()
                    ? passage.text().length()
                    : tokens.get(end).start();
            // nothing lies between two tokens of one character
            if (from < to) {
                pieces.add(withText(passage, passage.text().substring(from, to)));
            }
            if (pieces.size() > maxWindows) {
                throw tooManyWindows();
            }
            start = Math.max(
                    start + 1, wordStart(passage.text(), tokens, end - room / SHARED_PART, room / SHARED_PART));
        } while (end < tokens.size());
        return pieces;
    }

    /** The last token that begins a word, of {@code token} and the {@code back} before it; else {@code token} itself. */
    private static int wordStart(String text, List<CharSpan> tokens, int token, int back) {
        if (token >= tokens.size()) {
            return token;
        }
        for (int i = token; i > Math.max(0, token - back); i--) {
            int at = tokens.get(i).start();
            boolean shared = at < tokens.get(i - 1).end();
            if (!shared && at > 0 && (isSpace(text, at - 1) || isSpace(text, at))) {
                return i;
            }
        }
        return token;
    }

    private static boolean isSpace(String text, int at) {
        return at < text.length() && Character.isWhitespace(text.charAt(at));
    }

    /** Adds the window of a group, or those of its halves: token counts of parts need not add up. */
    private void add(RagExample example, List<Passage> group, List<Window> windows) {
        Window window = window(example, group);
        if (fits(window)) {
            if (windows.size() == maxWindows) {
                throw tooManyWindows();
            }
            windows.add(window);
        } else if (group.size() > 1) {
            add(example, group.subList(0, group.size() / 2), windows);
            add(example, group.subList(group.size() / 2, group.size()), windows);
        } else {
            Passage passage = group.get(0);
            String text = passage.text();
            int middle = text.length() / 2;
            if (middle > 0 && Character.isLowSurrogate(text.charAt(middle))) {
                middle--;
            }
            if (middle == 0) {
                throw tooLong("answer and question leave no room for one character of the context");
            }
            add(example, List.of(withText(passage, text.substring(0, middle))), windows);
            add(example, List.of(withText(passage, text.substring(middle))), windows);
        }
    }

    private static Passage withText(Passage passage, String text) {
        return new Passage(passage.id(), passage.title(), text);
    }

    private PlumblineException tooManyWindows() {
        return tooLong("the context needs more than " + maxWindows + " windows");
    }

    private PlumblineException tooLong(String what) {
        return new PlumblineException(
                ErrorCode.INPUT_TOO_LONG,
                what + " of " + maxTokens + " tokens; send less, or raise maxTokens or maxWindows in "
                        + SettingsFile.NAME);
    }
}
