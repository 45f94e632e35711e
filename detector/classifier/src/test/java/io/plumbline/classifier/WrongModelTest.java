package io.plumbline.classifier;

import static io.plumbline.classifier.Classifiers.example;
import static io.plumbline.model.testkit.onnx.TinyModel.ATTENTION_MASK;
import static io.plumbline.model.testkit.onnx.TinyModel.INPUT_IDS;
import static io.plumbline.model.testkit.onnx.TinyModel.LOGITS;
import static io.plumbline.model.testkit.onnx.TinyModel.floats;
import static io.plumbline.model.testkit.onnx.TinyModel.longs;
import static io.plumbline.model.testkit.onnx.TinyModel.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.testkit.onnx.ClassifierDirectory;
import io.plumbline.model.testkit.onnx.TinyModel;
import io.plumbline.model.testkit.onnx.TinyTokenizers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not a token classifier for pairs is refused by name, when it is opened where that can be seen. */
class WrongModelTest {
    private static final int VOCABULARY = ClassifierDirectory.claims().length;
    private static final ValueInfoProto IDS = longs(INPUT_IDS, -1, -1);
    private static final ValueInfoProto MASK = longs(ATTENTION_MASK, -1, -1);
    private static final ValueInfoProto OUTPUT = floats(LOGITS, -1, -1, 2);

    @TempDir
    private Path path = Path.of("");

    private ClassifierDirectory directory = new ClassifierDirectory(path);

    @BeforeEach
    void directory() {
        directory = new ClassifierDirectory(path).words();
    }

    @Test
    void missingFilesAreNamed() throws Exception {
        Files.delete(path.resolve("model.onnx"));
        refused(ErrorCode.UNSUPPORTED_MODEL, "no model.onnx");
        Files.delete(path.resolve("tokenizer.json"));
        refused(ErrorCode.UNSUPPORTED_MODEL, "no tokenizer.json");
    }

    @Test
    void brokenFilesAreNamed() {
        directory.model("no model".getBytes(StandardCharsets.UTF_8));
        refused(ErrorCode.MODEL_FILE_CORRUPT, "model.onnx");
        directory.model(new byte[0]);
        refused(ErrorCode.MODEL_FILE_CORRUPT, "model.onnx");
        directory.words().tokenizer("{");
        refused(ErrorCode.MODEL_FILE_CORRUPT, "tokenizer.json is not JSON");
    }

    @Test
    void anOperatorThatIsNotThereIsNamed() {
        directory.model(TinyModel.wrong(
                List.of(IDS, MASK), OUTPUT, operator("FancyAttention", LOGITS, INPUT_IDS, ATTENTION_MASK)));
        refused(ErrorCode.UNSUPPORTED_MODEL, "FancyAttention");
    }

    @Test
    void inputsMustBeTokenIdsAndMask() {
        directory.model(gather(List.of(longs("ids", -1, -1), MASK), OUTPUT, "ids", 2));
        refused(ErrorCode.UNSUPPORTED_MODEL, "no input input_ids");
        directory.model(gather(List.of(IDS), OUTPUT, INPUT_IDS, 2));
        refused(ErrorCode.UNSUPPORTED_MODEL, "no input attention_mask");
        directory.model(gather(List.of(IDS, MASK, longs("position_ids", -1, -1)), OUTPUT, INPUT_IDS, 2));
        refused(ErrorCode.UNSUPPORTED_MODEL, "position_ids");
        directory.model(gather(List.of(IDS, floats(ATTENTION_MASK, -1, -1)), OUTPUT, INPUT_IDS, 2));
        refused(ErrorCode.UNSUPPORTED_MODEL, "attention_mask must be int64");
        directory.model(gather(List.of(IDS, longs(ATTENTION_MASK, -1)), OUTPUT, INPUT_IDS, 2));
        refused(ErrorCode.UNSUPPORTED_MODEL, "any number of tokens");
        directory.model(gather(List.of(longs(INPUT_IDS, 1, 512), MASK), floats(LOGITS, 1, 512, 2), INPUT_IDS, 2));
        refused(ErrorCode.UNSUPPORTED_MODEL, "dynamic axes");
    }

    @Test
    void otherNamesCanBeSet() {
        directory.model(gather(List.of(longs("ids", -1, -1), longs("mask", -1, -1)), OUTPUT, "ids", 2));
        directory.settings("{\"inputIds\":\"ids\",\"attentionMask\":\"mask\"}");
        try (TokenClassifier classifier = Classifiers.open(directory)) {
            assertThat(classifier.classify(example("moon", "filler")).get(0).probability())
                    .isEqualTo(0.5);
        }
    }

    @Test
    void theOutputMustBeLogitsPerToken() {
        directory.settings("{\"logits\":\"scores\"}");
        refused(ErrorCode.UNSUPPORTED_MODEL, "no output scores, only [logits]");
        directory.settings("{}");
        directory.model(TinyModel.wrong(
                List.of(IDS, MASK), longs(LOGITS, -1, -1), operator("Add", LOGITS, INPUT_IDS, ATTENTION_MASK)));
        refused(ErrorCode.UNSUPPORTED_MODEL, "must be float32");
        directory.model(gather(List.of(IDS, MASK), floats(LOGITS, -1, -1), INPUT_IDS, List.of((long) VOCABULARY)));
        refused(ErrorCode.UNSUPPORTED_MODEL, "not a classifier of whole texts");
    }

    @Test
    void aShapeThatIsOnlyKnownWhenRunIsRefusedWhenOpened() {
        ValueInfoProto open = floats(LOGITS, -1, -1, -1);
        directory.model(gather(List.of(IDS, MASK), open, INPUT_IDS, 1));
        refused(ErrorCode.UNSUPPORTED_MODEL, "at least 2");
        directory.model(TinyModel.wrong(
                List.of(IDS, MASK),
                open,
                operator("Gather", LOGITS, "table", "always"),
                table(2),
                TensorProto.newBuilder()
                        .setName("always")
                        .setDataType(TensorProto.DataType.INT64.getNumber())
                        .addDims(1)
                        .addDims(3)
                        .addInt64Data(0)
                        .addInt64Data(0)
                        .addInt64Data(0)
                        .build()));
        refused(ErrorCode.UNSUPPORTED_MODEL, "but is [1, 3, 2]");
    }

    @Test
    void theClassMustBeOneOfTheModels() {
        directory.settings("{\"hallucinatedClass\":2}");
        refused(ErrorCode.INVALID_INPUT, "hallucinatedClass 2 is not one of the model's 2");
        directory.model(gather(List.of(IDS, MASK), floats(LOGITS, -1, -1, -1), INPUT_IDS, 2));
        refused(ErrorCode.INVALID_INPUT, "hallucinatedClass 2 is not one of the model's 2");
        directory.settings("{\"hallucinatedClass\":0}");
        try (TokenClassifier classifier = Classifiers.open(directory.words())) {
            assertThat(classifier.classify(example("moon", "filler")).get(0).probability())
                    .isEqualTo(1 - ClassifierDirectory.sigmoid(2, 0), org.assertj.core.api.Assertions.within(1e-15));
        }
    }

    @Test
    void numbersThatAreNoneDoNotLeave() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            float[] claims = ClassifierDirectory.claims().clone();
            claims[3] = bad;
            directory.model(TinyModel.of(claims, ClassifierDirectory.proofs()));
            try (TokenClassifier classifier = Classifiers.open(directory)) {
                failsWith(
                        () -> classifier.classify(example("moon", "filler")),
                        ErrorCode.UNSUPPORTED_MODEL,
                        "the logit " + bad);
                assertThat(classifier.classify(example("cheese", "moon"))).hasSize(1);
            }
        }
    }

    @Test
    void aTokenTheModelDoesNotHaveIsTheUsersToMend() {
        directory.tokenizer(TinyTokenizers.ofWords(List.of("a", "b", "c", "d", "e", "f", "moon")));
        try (TokenClassifier classifier = Classifiers.open(directory)) {
            failsWith(
                    () -> classifier.classify(example("moon", "filler")),
                    ErrorCode.UNSUPPORTED_MODEL,
                    "is tokenizer.json its own");
        }
    }

    /** The identity would not cover such weights, and a path in a model must not choose what is read. */
    @Test
    void weightsInAnotherFileAreRefused() throws Exception {
        byte[] weights = new byte[Float.BYTES * 2 * VOCABULARY];
        directory.write("weights.bin", weights);
        directory.model(TinyModel.wrong(
                List.of(IDS, MASK),
                OUTPUT,
                operator("Gather", LOGITS, "table", INPUT_IDS),
                TinyModel.external("table", VOCABULARY, 2, "weights.bin")));
        refused(ErrorCode.UNSUPPORTED_MODEL, "weights in the one file");
        Path here = Path.of("weights-beside-the-process.bin");
        Files.write(here, weights);
        try {
            directory.model(TinyModel.wrong(
                    List.of(IDS, MASK),
                    OUTPUT,
                    operator("Gather", LOGITS, "table", INPUT_IDS),
                    TinyModel.external("table", VOCABULARY, 2, here.toString())));
            refused(ErrorCode.UNSUPPORTED_MODEL, "weights in the one file");
        } finally {
            Files.delete(here);
        }
    }

    private static byte[] gather(List<ValueInfoProto> inputs, ValueInfoProto output, String ids, int classes) {
        return TinyModel.wrong(inputs, output, operator("Gather", LOGITS, "table", ids), table(classes));
    }

    private static byte[] gather(List<ValueInfoProto> inputs, ValueInfoProto output, String ids, List<Long> shape) {
        return TinyModel.wrong(
                inputs,
                output,
                operator("Gather", LOGITS, "table", ids),
                floats("table", shape, new float[VOCABULARY]));
    }

    private static TensorProto table(int classes) {
        return floats("table", List.of((long) VOCABULARY, (long) classes), new float[VOCABULARY * classes]);
    }

    private void refused(ErrorCode code, String words) {
        failsWith(() -> Classifiers.open(directory).close(), code, words);
    }

    private static void failsWith(ThrowingCallable call, ErrorCode code, String words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(words);
    }
}
