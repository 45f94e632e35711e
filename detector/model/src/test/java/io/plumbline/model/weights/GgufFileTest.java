package io.plumbline.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path directory;

    @Test
    void shouldReadWhatPythonWrote() throws IOException {
        try (GgufFile file = GgufFile.open(resource("written.gguf"))) {
            GgufMetadata metadata = file.metadata();
            assertThat(metadata.integer("t.u8")).contains(200);
            assertThat(metadata.integer("t.i8")).contains(-100);
            assertThat(metadata.integer("t.u16")).contains(60000);
            assertThat(metadata.integer("t.i16")).contains(-30000);
            assertThat(metadata.integer("t.i32")).contains(-2_000_000_000);
            assertThat(metadata.floating("t.f32")).contains(0.1f);
            assertThat(metadata.floating("t.f64")).contains(0.1f);
            assertThat(metadata.bool("t.bool")).contains(true);
            assertThat(metadata.string("t.string")).contains("naïve 🜁");
            assertThat(metadata.strings("t.strings")).contains(List.of("a", "", "Ġb"));
            assertThat(metadata.integers("t.ints")).contains(List.of(1, -2, 3));
            assertThat(metadata.floats("t.floats")).contains(List.of(0.5f, -1.5f));
            assertThat(metadata.integer("absent")).isEmpty();
            assertThat(file.tensor("f32").map(TensorInfo::shape)).contains(List.of(2, 3));
            assertThat(file.read(file.tensor("f32").orElseThrow())).containsExactly(0, 1, 2, 3, 4, 5);
            assertThat(file.read(file.tensor("f16").orElseThrow())).containsExactly(0, 1, 2, 3);
            assertThat(file.read(file.tensor("q8_0").orElseThrow())).hasSize(128);
        }
    }

    @Test
    void shouldNameKeyAndTypeOfAWrongAccess() throws IOException {
        try (GgufFile file = GgufFile.open(resource("written.gguf"))) {
            GgufMetadata metadata = file.metadata();
            assertThatThrownBy(() -> metadata.integer("t.string"))
                    .hasMessageContaining("t.string: expected an integer, found String");
            assertThatThrownBy(() -> metadata.integer("t.u32")).hasMessageContaining("4000000000 does not fit");
            assertThatThrownBy(() -> metadata.integer("t.i64")).hasMessageContaining("t.i64");
            assertThatThrownBy(() -> metadata.strings("t.ints")).hasMessageContaining("expected an array of strings");
            assertThatThrownBy(() -> metadata.string("t.ints")).hasMessageContaining("found an array");
            assertThatThrownBy(() -> metadata.requireString("absent")).hasMessageContaining("absent: missing");
        }
    }

    @Test
    void shouldRefuseAbsurdCountsByField() throws IOException {
        corrupt("tensor_count", head().int64(1L << 60).int64(0));
        corrupt("tensor_count", head().int64(-1).int64(0));
        corrupt("metadata_kv_count", head().int64(0).int64(Long.MAX_VALUE));
        corrupt(
                "metadata key 0",
                head().int64(0).int64(1).int64(1L << 40).int64(0).int64(0));
        corrupt("k: ", head().int64(0).int64(1).string("k").int32(9).int32(8).int64(1L << 50));
        corrupt("k: ", head().int64(0).int64(1).string("k").int32(8).int64(1L << 50));
        corrupt("k: unknown value type 99", head().int64(0).int64(1).string("k").int32(99));
        corrupt("t n_dimensions", tensor().int32(9).int64(1).int64(1).int32(0).int64(0));
        corrupt(
                "t dimensions",
                tensor().int32(2).int64(1L << 31).int64(1L << 33).int32(0).int64(0));
        corrupt(
                "t dimensions",
                tensor().int32(2).int64(1 << 20).int64(1 << 20).int32(0).int64(0));
        corrupt("t offset", tensor().int32(1).int64(8).int32(0).int64(-32));
        corrupt("t offset", tensor().int32(1).int64(8).int32(0).int64(Long.MAX_VALUE - 31));
        corrupt("t offset", tensor().int32(1).int64(8).int32(0).int64(4096));
        corrupt("t dimensions: rows of 8", tensor().int32(1).int64(8).int32(8).int64(0));
    }

    @Test
    void shouldRefuseWhatIsNotBuiltByField() throws IOException {
        unsupported(
                "version: a big-endian file",
                new GgufBytes.Out().int32(0x46554747).int32(3 << 24));
        unsupported("version: 1", new GgufBytes.Out().int32(0x46554747).int32(1));
        unsupported(
                "k: an array of arrays",
                head().int64(0).int64(1).string("k").int32(9).int32(9).int64(1));
        unsupported(
                "t type: ggml tensor type 10",
                tensor().int32(1).int64(256).int32(10).int64(0));
    }

    @Test
    void shouldRefuseDuplicatesAndOverlap() throws IOException {
        GgufBytes.Out twice = head().int64(0)
                .int64(2)
                .string("k")
                .int32(4)
                .int32(1)
                .string("k")
                .int32(4)
                .int32(1);
        corrupt("metadata key 1 'k'", twice);
        GgufBytes.Out overlap = head().int64(2).int64(0);
        for (String name : List.of("a", "b")) {
            overlap.string(name).int32(1).int64(8).int32(0).int64(0);
        }
        overlap.pad();
        corrupt("overlaps a", overlap.int64(0).int64(0).int64(0).int64(0));
    }

    private static GgufBytes.Out head() {
        return new GgufBytes.Out().int32(0x46554747).int32(3);
    }

    private static GgufBytes.Out tensor() {
        return head().int64(1).int64(0).string("t");
    }

    private void corrupt(String field, GgufBytes.Out bytes) throws IOException {
        refused(ErrorCode.MODEL_FILE_CORRUPT, field, bytes);
    }

    private void unsupported(String field, GgufBytes.Out bytes) throws IOException {
        refused(ErrorCode.UNSUPPORTED_MODEL, field, bytes);
    }

    private void refused(ErrorCode code, String field, GgufBytes.Out bytes) throws IOException {
        // room for what the counts claim at least in small
        bytes.bytes.writeBytes(new byte[64]);
        Path file = Files.write(directory.resolve("bad.gguf"), bytes.bytes.toByteArray());
        assertThatThrownBy(() -> GgufFile.open(file).close())
                .isInstanceOfSatisfying(
                        PlumblineException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(file.toString())
                .hasMessageContaining(field);
    }

    private Path resource(String name) throws IOException {
        Path copy = directory.resolve(name);
        try (InputStream in =
                Objects.requireNonNull(GgufFileTest.class.getResourceAsStream("/weights/" + name), name)) {
            Files.write(copy, in.readAllBytes());
        }
        return copy;
    }
}
