package io.plumbline.prompt;

import io.plumbline.model.CharSpan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.tokenizer.ChatMessage;
import io.plumbline.model.tokenizer.ChatTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Renders examples into what a model reads.
 *
 * <p>The chat template is rendered around a stand-in for the user's message, and the message then put in its place: some
 * templates trim or otherwise alter what they are given, and a span must point at exactly the passage's text. For templates
 * that leave messages alone (SmolLM2, Llama 2 with trimmed text) the result is what the template itself gives.
 * {@link #renderRaw} on the other hand gives what the template gives, for parity with other code.
 */
public final class PromptRenderer {
    /** Private-use characters: no tokenizer, template or trim knows them. */
    private static final String STAND_IN = "\uE0F0\uE0F1\uE0F2";

    private final PromptTemplate template;

    public PromptRenderer(PromptTemplate template) {
        this.template = Objects.requireNonNull(template, "template is null");
    }

    public PromptTemplate template() {
        return template;
    }

    /**
     * Prompt and answer in one text; see {@link RenderedPrompt}.
     *
     * @throws PlumblineException {@link ErrorCode#UNSUPPORTED_MODEL} if the chat template does not show the user's message
     *     exactly once
     */
    public RenderedPrompt render(RagExample example, ChatTemplate chat) {
        Frame frame = frame(template.system(), chat);
        Builder user = new Builder(frame.before());
        String form = example.question().isPresent() ? template.questionUser() : template.summaryUser();
        int at = 0;
        while (at < form.length()) {
            // whichever place comes first; the question's text is never searched for places
            int passages = form.indexOf(PromptTemplate.PASSAGES, at);
            int question = example.question().isPresent() ? form.indexOf(PromptTemplate.QUESTION, at) : -1;
            if (passages >= 0 && (question < 0 || passages < question)) {
                user.text.append(form, at, passages);
                appendPassages(example.passages(), user);
                at = passages + PromptTemplate.PASSAGES.length();
            } else if (question >= 0) {
                user.text.append(form, at, question);
                user.question = Optional.of(user.append(example.question().orElseThrow()));
                at = question + PromptTemplate.QUESTION.length();
            } else {
                user.text.append(form, at, form.length());
                at = form.length();
            }
        }
        user.text.append(frame.after());
        return finish(user.text.toString(), example.response(), user.passages, user.question);
    }

    private void appendPassages(List<Passage> passages, Builder user) {
        String titled = template.titledPassage();
        int title = titled.indexOf(PromptTemplate.TITLE);
        int text = titled.indexOf(PromptTemplate.TEXT);
        for (int i = 0; i < passages.size(); i++) {
            Passage passage = passages.get(i);
            user.text.append(i == 0 ? "" : template.separator());
            if (passage.title().isEmpty()) {
                user.passages.add(new PassageSpan(passage.id(), user.append(passage.text())));
                continue;
            }
            user.text.append(titled, 0, title).append(passage.title());
            user.text.append(titled, title + PromptTemplate.TITLE.length(), text);
            user.passages.add(new PassageSpan(passage.id(), user.append(passage.text())));
            user.text.append(titled, text + PromptTemplate.TEXT.length(), titled.length());
        }
    }

    /**
     * A user message given verbatim, as the chat template itself renders it.
     *
     * @param system system message; empty for none
     * @param user the user's message
     * @param passages context spans within {@code user}; where the template trims, they are cut to what is left
     * @param response the answer
     * @throws PlumblineException {@link ErrorCode#UNSUPPORTED_MODEL} if the template alters the message beyond trimming it
     */
    public static RenderedPrompt renderRaw(
            String system, String user, List<PassageSpan> passages, String response, ChatTemplate chat) {
        Frame frame = frame(system, chat);
        String prompt = chat.render(messages(system, user), true);
        String shown = user;
        if (!prompt.equals(frame.before() + shown + frame.after())) {
            shown = user.strip();
            if (!prompt.equals(frame.before() + shown + frame.after())) {
                throw new PlumblineException(
                        ErrorCode.UNSUPPORTED_MODEL,
                        "the chat template alters the user's message, so passages cannot be found in it; use a model"
                                + " whose template shows messages as they are");
            }
        }
        int trimmed = shown.isEmpty() ? 0 : user.indexOf(shown);
        int length = shown.length();
        List<PassageSpan> shifted = new ArrayList<>();
        for (PassageSpan passage : passages) {
            if (passage.span().end() > user.length()) {
                throw new IllegalArgumentException(
                        passage + " reaches past the message of " + user.length() + " units");
            }
            int start = Math.min(length, Math.max(0, passage.span().start() - trimmed));
            int end = Math.min(length, Math.max(0, passage.span().end() - trimmed));
            shifted.add(new PassageSpan(
                    passage.passageId(),
                    new CharSpan(start, end).shift(frame.before().length())));
        }
        return finish(prompt, response, shifted, Optional.empty());
    }

    private static RenderedPrompt finish(
            String prompt, String response, List<PassageSpan> passages, Optional<CharSpan> question) {
        String text = prompt + response;
        return new RenderedPrompt(
                text,
                new CharSpan(0, prompt.length()),
                new CharSpan(prompt.length(), text.length()),
                passages,
                question);
    }

    private static List<ChatMessage> messages(String system, String user) {
        return system.isEmpty()
                ? List.of(ChatMessage.user(user))
                : List.of(ChatMessage.system(system), ChatMessage.user(user));
    }

    private static Frame frame(String system, ChatTemplate chat) {
        String rendered = chat.render(messages(system, STAND_IN), true);
        int at = rendered.indexOf(STAND_IN);
        if (at < 0 || rendered.indexOf(STAND_IN, at + 1) >= 0) {
            throw new PlumblineException(
                    ErrorCode.UNSUPPORTED_MODEL,
                    "the chat template does not show the user's message exactly once; use a model with a plain template");
        }
        return new Frame(rendered.substring(0, at), rendered.substring(at + STAND_IN.length()));
    }

    /** What a chat template puts around the user's message. */
    private record Frame(String before, String after) {}

    /** A text that remembers where things were put. */
    private static final class Builder {
        private final StringBuilder text;
        private final List<PassageSpan> passages = new ArrayList<>();
        private Optional<CharSpan> question = Optional.empty();

        Builder(String start) {
            text = new StringBuilder(start);
        }

        CharSpan append(String part) {
            int start = text.length();
            text.append(part);
            return new CharSpan(start, text.length());
        }
    }
}
