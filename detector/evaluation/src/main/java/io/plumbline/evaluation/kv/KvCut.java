package io.plumbline.evaluation.kv;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.prompt.EncodedPrompt;
import java.util.Arrays;
import java.util.Locale;

/** When the prompt is compressed: what comes after runs on the compressed cache. */
public enum KvCut {
    /** Before the last token of the prompt: the question has been read, and may say what is worth holding. */
    ANSWER,
    /** Before the question: the text is held for whatever is asked of it. */
    QUESTION;

    /** Tokens of the prompt that run dense. */
    int tokens(EncodedPrompt prompt) {
        return switch (this) {
            case ANSWER -> prompt.promptTokens() - 1;
            case QUESTION -> prompt.passageTokens().get(0).end();
        };
    }

    /** Reads the name. */
    public static KvCut parse(String name) {
        return Arrays.stream(values())
                .filter(cut -> cut.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new PlumblineException(
                        ErrorCode.INVALID_REQUEST,
                        "no point of compression '" + name + "'; there are " + Arrays.toString(values())));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
