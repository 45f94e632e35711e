package io.plumbline.model.tokenizer;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.weights.GgufMetadata;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a GGUF file says about its tokenizer (keys {@code tokenizer.ggml.*} and {@code tokenizer.chat_template}).
 *
 * @param model kind of vocabulary, {@code gpt2} for byte-level BPE
 * @param pre name of the pre-tokenizer
 * @param tokens text of each token id, byte-level alphabet
 * @param types type of each token id; empty if the file has none, which means all normal
 * @param merges BPE merges in order of rank, the two parts separated by one space
 * @param addBos whether a BOS is to be put in front of every text
 * @param bosId beginning of sequence
 * @param eosId end of sequence
 * @param unknownId token for what the vocabulary lacks
 * @param paddingId padding
 * @param chatTemplate Jinja source
 */
public record TokenizerMetadata(
        String model,
        String pre,
        List<String> tokens,
        List<TokenType> types,
        List<String> merges,
        boolean addBos,
        OptionalInt bosId,
        OptionalInt eosId,
        OptionalInt unknownId,
        OptionalInt paddingId,
        Optional<String> chatTemplate) {

    private static final String PREFIX = "tokenizer.ggml.";

    /** Types of {@code tokenizer.ggml.token_type}, in the order of their numbers from 1. */
    public enum TokenType {
        NORMAL,
        UNKNOWN,
        CONTROL,
        USER_DEFINED,
        UNUSED,
        BYTE;

        /** The type with this number in a GGUF file, refused with {@code MODEL_FILE_CORRUPT} if there is none. */
        public static TokenType ofGguf(int number) {
            if (number < 1 || number > values().length) {
                throw new PlumblineException(
                        ErrorCode.MODEL_FILE_CORRUPT,
                        "tokenizer.ggml.token_type has the unknown value " + number + "; fetch the model file again");
            }
            return values()[number - 1];
        }
    }

    public TokenizerMetadata {
        tokens = List.copyOf(tokens);
        types = List.copyOf(types);
        merges = List.copyOf(merges);
        check(!tokens.isEmpty(), "the vocabulary is empty");
        check(
                types.isEmpty() || types.size() == tokens.size(),
                types.size() + " types for " + tokens.size() + " tokens");
        for (OptionalInt id : List.of(bosId, eosId, unknownId, paddingId)) {
            check(
                    id.isEmpty() || (id.getAsInt() >= 0 && id.getAsInt() < tokens.size()),
                    "special token id " + id + " of " + tokens.size());
        }
        check(!addBos || bosId.isPresent(), "a BOS is to be added but none is named");
    }

    /** What {@code metadata} says; an absent {@code tokenizer.ggml.pre} reads as {@code default}. */
    public static TokenizerMetadata of(GgufMetadata metadata) {
        return new TokenizerMetadata(
                metadata.requireString(PREFIX + "model"),
                metadata.string(PREFIX + "pre").orElse("default"),
                metadata.requireStrings(PREFIX + "tokens"),
                metadata.integers(PREFIX + "token_type").orElse(List.of()).stream()
                        .map(TokenType::ofGguf)
                        .toList(),
                metadata.strings(PREFIX + "merges").orElse(List.of()),
                metadata.bool(PREFIX + "add_bos_token").orElse(false),
                id(metadata, "bos_token_id"),
                id(metadata, "eos_token_id"),
                id(metadata, "unknown_token_id"),
                id(metadata, "padding_token_id"),
                metadata.string("tokenizer.chat_template"));
    }

    private static OptionalInt id(GgufMetadata metadata, String key) {
        return metadata.integer(PREFIX + key).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    /** Type of the token; NORMAL where the file names no types. */
    public TokenType typeOf(int id) {
        return types.isEmpty() ? TokenType.NORMAL : types.get(id);
    }

    private static void check(boolean condition, String what) {
        if (!condition) {
            throw new PlumblineException(
                    ErrorCode.MODEL_FILE_CORRUPT, "tokenizer metadata: " + what + "; fetch the model file again");
        }
    }
}
