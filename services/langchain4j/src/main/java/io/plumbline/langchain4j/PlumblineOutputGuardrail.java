package io.plumbline.langchain4j;

import dev.langchain4j.guardrail.OutputGuardrail;
import dev.langchain4j.guardrail.OutputGuardrailRequest;
import dev.langchain4j.guardrail.OutputGuardrailResult;
import io.plumbline.client.Check;
import io.plumbline.client.PlumblineClient;
import io.plumbline.schemas.GenerationEvent;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Asks a Plumbline gateway whether an answer stands on what was retrieved for it, before the caller of the AI service gets
 * it. Blocks for at most the client's patience. Passages are the contents of the retrieval augmentor and the results of tools
 * that ran for the question.
 *
 * <p>An answer found supported passes. By default a suspect one is asked for again, with the unsupported words named, as
 * often as LangChain4j's {@code maxRetries} allows; and an answer that could not be checked is blocked: to let it pass is a
 * decision somebody should make. Either way a listener hears of every check, so that "not checked" is never taken for "clean".
 */
public final class PlumblineOutputGuardrail implements OutputGuardrail {
    private static final System.Logger LOG = System.getLogger(PlumblineOutputGuardrail.class.getName());

    private final PlumblineClient client;
    private final Suspect suspect;
    private final Unchecked unchecked;
    private final Consumer<Check> listener;

    /** What happens to an answer with unsupported words. */
    public enum Suspect {
        /** The model is asked again. The default. */
        REPROMPT,
        /** The call fails. */
        BLOCK
    }

    /** What happens to an answer that could not be checked. */
    public enum Unchecked {
        /** The call fails. The default. */
        BLOCK,
        /** The answer passes as it is, with a warning in the log. */
        PASS
    }

    private PlumblineOutputGuardrail(Builder builder) {
        client = builder.client;
        suspect = builder.suspect;
        unchecked = builder.unchecked;
        listener = builder.listener;
    }

    public static Builder builder(PlumblineClient client) {
        return new Builder(client);
    }

    /** Settings of a guardrail. */
    public static final class Builder {
        private final PlumblineClient client;
        private Suspect suspect = Suspect.REPROMPT;
        private Unchecked unchecked = Unchecked.BLOCK;
        private Consumer<Check> listener = check -> {};

        private Builder(PlumblineClient client) {
            this.client = client;
        }

        public Builder suspect(Suspect policy) {
            suspect = policy;
            return this;
        }

        public Builder unchecked(Unchecked policy) {
            unchecked = policy;
            return this;
        }

        /** Hears of every check, in the thread that asked. */
        public Builder listener(Consumer<Check> hears) {
            listener = hears;
            return this;
        }

        public PlumblineOutputGuardrail build() {
            return new PlumblineOutputGuardrail(this);
        }
    }

    @Override
    public OutputGuardrailResult validate(OutputGuardrailRequest request) {
        Optional<GenerationEvent> event;
        try {
            event = Requests.toEvent(request);
        } catch (IllegalArgumentException e) {
            return told(new Check.NotChecked(
                    Check.Reason.REFUSED, "INVALID", "what LangChain4j gave is no event: " + e.getMessage()));
        }
        // a message without text asks for tools: what it leads to is checked
        return event.isEmpty() ? success() : judge(event.get());
    }

    private OutputGuardrailResult told(Check.NotChecked none) {
        listener.accept(none);
        return notChecked(none);
    }

    private OutputGuardrailResult judge(GenerationEvent event) {
        Check check = client.check(event);
        listener.accept(check);
        return check.fold(clean -> success(), found -> suspect(event, found), this::notChecked);
    }

    private OutputGuardrailResult suspect(GenerationEvent event, Check.Hallucinated found) {
        String words = found.spans().stream()
                .map(span -> "\"" + codePoints(event.response(), span.start(), span.end()) + "\"")
                .collect(Collectors.joining(", "));
        String message = "the answer is not supported by the documents (probability of an unsupported statement "
                + found.scored().probability() + ", threshold " + found.scored().threshold() + ")";
        if (suspect == Suspect.BLOCK) {
            return fatal(message);
        }
        String which = words.isEmpty() ? "Parts of it" : "These parts";
        String named = words.isEmpty() ? "" : ": " + words;
        return reprompt(
                message,
                "Your last answer says more than the documents do. " + which + " are not supported by them" + named
                        + ". Answer again, from the documents only; if they do not hold the answer, say so.");
    }

    private OutputGuardrailResult notChecked(Check.NotChecked none) {
        String message = "the answer could not be checked: " + none.code() + ", " + none.detail();
        if (unchecked == Unchecked.BLOCK) {
            return fatal(message);
        }
        LOG.log(System.Logger.Level.WARNING, "{0}; it passes unchecked", message);
        return success();
    }

    private static String codePoints(String text, int start, int end) {
        int first = text.offsetByCodePoints(0, start);
        return text.substring(first, text.offsetByCodePoints(first, end - start));
    }
}
