package io.plumbline.model.tokenizer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a text is cut before BPE, by the name GGUF files give it in {@code tokenizer.ggml.pre}. The names are
 * llama.cpp's; what each stands for is what the model's own {@code tokenizer.json} holds.
 */
enum PreTokenizer {
    /** Every numeric character alone, then GPT-2's pattern. */
    SMOLLM("smollm", false, false, Optional.empty()),
    /** Llama 3: numbers in groups of three; whole words of the vocabulary bypass the merges. */
    LLAMA_BPE("llama-bpe", true, false, Optional.of(pattern("\\p{N}{1,3}"))),
    /** Qwen 2 and 2.5: every numeric character alone, text brought to NFC first. */
    QWEN2("qwen2", false, true, Optional.of(pattern("\\p{N}")));

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String ggufName;
    private final boolean ignoreMerges;
    private final boolean composes;
    private final Optional<String> split;

    PreTokenizer(String ggufName, boolean ignoreMerges, boolean composes, Optional<String> split) {
        this.ggufName = ggufName;
        this.ignoreMerges = ignoreMerges;
        this.composes = composes;
        this.split = split;
    }

    /** The pre-tokenizer of that name, refused with {@code UNSUPPORTED_MODEL} if it is none of ours. */
    static PreTokenizer ofGguf(String name) {
        return Arrays.stream(values())
                .filter(known -> known.ggufName.equals(name))
                .findFirst()
                .orElseThrow(() -> new PlumblineException(
                        ErrorCode.UNSUPPORTED_MODEL,
                        "pre-tokenizer '" + name + "' (tokenizer.ggml.pre) is not supported, only "
                                + Arrays.stream(values())
                                        .map(known -> known.ggufName)
                                        .collect(Collectors.joining(", "))
                                + "; use the model's Hugging Face directory with its tokenizer.json instead"));
    }

    boolean ignoreMerges() {
        return ignoreMerges;
    }

    /** The {@code normalizer} of {@code tokenizer.json}; empty for none. */
    Optional<ObjectNode> normalizer() {
        return composes ? Optional.of(JSON.objectNode().put("type", "NFC")) : Optional.empty();
    }

    /** The {@code pre_tokenizer} of {@code tokenizer.json}. */
    ObjectNode definition() {
        ObjectNode first = split.map(PreTokenizer::splitBy)
                .orElseGet(() -> JSON.objectNode().put("type", "Digits").put("individual_digits", true));
        ObjectNode bytes = JSON.objectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", false)
                .put("use_regex", split.isEmpty());
        ObjectNode sequence = JSON.objectNode().put("type", "Sequence");
        sequence.putArray("pretokenizers").add(first).add(bytes);
        return sequence;
    }

    private static ObjectNode splitBy(String pattern) {
        ObjectNode split = JSON.objectNode().put("type", "Split");
        split.putObject("pattern").put("Regex", pattern);
        return split.put("behavior", "Isolated").put("invert", false);
    }

    private static String pattern(String number) {
        return "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|" + number
                + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    }
}
