package io.plumbline.model.testkit.onnx;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** {@code tokenizer.json} texts, small enough to know every id. All put {@code [CLS] A [SEP] B [SEP]} around a pair. */
public final class TinyTokenizers {
    public static final int UNKNOWN = 0;
    public static final int CLS = 1;
    public static final int SEP = 2;
    private static final List<String> SPECIAL = List.of("[UNK]", "[CLS]", "[SEP]");

    private TinyTokenizers() {}

    /** One token per run of anything but white space, the ids of {@code words} from 3 on; white space belongs to no token. */
    public static String ofWords(List<String> words) {
        ObjectNode model = JsonNodeFactory.instance.objectNode().put("type", "WordLevel");
        ObjectNode vocabulary = model.putObject("vocab");
        SPECIAL.forEach(token -> vocabulary.put(token, vocabulary.size()));
        words.forEach(word -> vocabulary.put(word, vocabulary.size()));
        model.put("unk_token", "[UNK]");
        return document(JsonNodeFactory.instance.objectNode().put("type", "WhitespaceSplit"), model);
    }

    /** One token per byte of UTF-8, so that a character outside the basic plane has four; ids are 3 + byte. */
    public static String ofBytes() {
        ObjectNode model = JsonNodeFactory.instance.objectNode().put("type", "BPE");
        ObjectNode vocabulary = model.putObject("vocab");
        SPECIAL.forEach(token -> vocabulary.put(token, vocabulary.size()));
        int unprintable = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = (b > 32 && b < 127) || (b > 160 && b != 173);
            vocabulary.put(Character.toString(printable ? b : unprintable++), vocabulary.size());
        }
        model.putArray("merges");
        ObjectNode bytes = JsonNodeFactory.instance.objectNode().put("type", "ByteLevel");
        bytes.put("add_prefix_space", false).put("trim_offsets", false).put("use_regex", true);
        return document(bytes, model);
    }

    private static String document(ObjectNode preTokenizer, ObjectNode model) {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("version", "1.0");
        for (int id = 0; id < SPECIAL.size(); id++) {
            document.withArray("added_tokens")
                    .addObject()
                    .put("id", id)
                    .put("content", SPECIAL.get(id))
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        document.set("pre_tokenizer", preTokenizer);
        document.set("model", model);
        ObjectNode processor = document.putObject("post_processor").put("type", "TemplateProcessing");
        special(processor, "single", "[CLS]", 0);
        sequence(processor, "single", "A", 0);
        special(processor, "single", "[SEP]", 0);
        special(processor, "pair", "[CLS]", 0);
        sequence(processor, "pair", "A", 0);
        special(processor, "pair", "[SEP]", 0);
        sequence(processor, "pair", "B", 1);
        special(processor, "pair", "[SEP]", 1);
        for (int id : List.of(CLS, SEP)) {
            ObjectNode token = processor.withObject("/special_tokens").putObject(SPECIAL.get(id));
            token.put("id", SPECIAL.get(id)).putArray("ids").add(id);
            token.putArray("tokens").add(SPECIAL.get(id));
        }
        return document.toString();
    }

    private static void special(ObjectNode processor, String form, String token, int type) {
        processor
                .withArray(form)
                .addObject()
                .putObject("SpecialToken")
                .put("id", token)
                .put("type_id", type);
    }

    private static void sequence(ObjectNode processor, String form, String text, int type) {
        processor
                .withArray(form)
                .addObject()
                .putObject("Sequence")
                .put("id", text)
                .put("type_id", type);
    }
}
