package io.plumbline.stages;

import io.plumbline.schemas.CanonicalJson;
import io.plumbline.schemas.EventCodec;
import io.plumbline.schemas.GenerationEvent;
import java.util.Objects;
import java.util.Optional;

/**
 * A generation as it came in.
 *
 * @param event the decoded body
 * @param bodyHash {@link CanonicalJson#hash} of the body as received
 * @param askedProfile name or id of the profile it should be judged by; empty for the active one
 */
public record ReceivedGeneration(GenerationEvent event, String bodyHash, Optional<String> askedProfile) {
    /** Characters of English text for each token of a byte-pair vocabulary, rounded down so that the estimate is high. */
    private static final int CHARACTERS_PER_TOKEN = 3;

    /** Tokens of the words around passages, question and answer. */
    private static final int TEMPLATE_TOKENS = 64;

    public ReceivedGeneration {
        Objects.requireNonNull(event, "event is null");
        Objects.requireNonNull(bodyHash, "bodyHash is null");
        Objects.requireNonNull(askedProfile, "askedProfile is null");
    }

    /** @throws io.plumbline.schemas.EventException if the bytes are no valid generation event */
    public static ReceivedGeneration decode(EventCodec codec, byte[] body, Optional<String> askedProfile) {
        return new ReceivedGeneration(
                codec.decode(GenerationEvent.class, body), CanonicalJson.hash(body), askedProfile);
    }

    /** Roughly how long the pass will be, for the queue's budget. */
    public long estimatedTokens() {
        return estimatedTokens(event);
    }

    /** Roughly how long a pass over an event will be. */
    public static long estimatedTokens(GenerationEvent event) {
        long characters = event.response().length();
        characters += event.question().map(String::length).orElse(0);
        characters +=
                event.passages().stream().mapToLong(p -> p.text().length()).sum();
        characters += event.toolResults().stream()
                .mapToLong(t -> t.content().length())
                .sum();
        characters += event.conversation().stream()
                .mapToLong(t -> t.content().length())
                .sum();
        return TEMPLATE_TOKENS + characters / CHARACTERS_PER_TOKEN;
    }
}
